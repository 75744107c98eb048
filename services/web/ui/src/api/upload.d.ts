export interface paths {
    "/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your uploads */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["UploadList"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Upload one picture
         * @description Multipart with exactly two parts, `image` and `metadata` (JSON). 201: stored and registered; 202: stored,
         *     registration follows; 200: the same bytes were here already.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /**
                         * Format: binary
                         * @description JPEG, PNG, WebP, HEIC or TIFF, up to 30 MiB and 40 megapixels.
                         */
                        image: string;
                        metadata: components["schemas"]["Metadata"];
                    };
                };
            };
            responses: {
                /** @description The same bytes were here already. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Upload"];
                    };
                };
                /** @description Stored and registered. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Upload"];
                    };
                };
                /** @description Stored; registration follows. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Upload"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Request Timeout */
                408: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Request Entity Too Large */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unsupported Media Type */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which of these have you uploaded already? */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CheckIn"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CheckOut"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Request Entity Too Large */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unsupported Media Type */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Unprocessable Entity */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{image_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of your uploads */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    image_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Upload"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Forbidden */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * CheckIn
         * @description Which pictures a client is about to send.
         */
        CheckIn: {
            /**
             * Source Sha256
             * @description SHA-256 of the files.
             */
            source_sha256: string[];
        };
        /**
         * CheckOut
         * @description One item for each that was asked for, in order.
         */
        CheckOut: {
            /** Items */
            items: components["schemas"]["CheckOut.CheckItem"][];
        };
        /**
         * CheckItem
         * @description Whether one picture is here.
         */
        "CheckOut.CheckItem": {
            /** Image Id */
            image_id: string;
            /** Source Sha256 */
            source_sha256: string;
            /** Uploaded */
            uploaded: boolean;
        };
        /**
         * Consent
         * @description What the patient agreed to.
         */
        Consent: {
            /**
             * Patient
             * @description Your own code for the patient; only a keyed hash of it is kept.
             * @default null
             */
            patient?: string | null;
            /**
             * Scopes
             * @description What the patient agreed to.
             */
            scopes: ("share" | "ml_training" | "generative" | "commercial")[];
        };
        /**
         * Diagnosis
         * @description One diagnosis by the contributor.
         */
        Diagnosis: {
            /**
             * Condition Id
             * @description Out of the vocabulary `conditions`.
             */
            condition_id: string;
            /**
             * Confidence
             * @description 1 (a guess) to 5 (certain).
             * @default null
             */
            confidence?: number | null;
            /**
             * Confirm Type
             * @description How it was confirmed.
             * @default null
             */
            confirm_type?: ("histopathology" | "confocal microscopy" | "serial imaging" | "single image expert consensus" | "clinical") | null;
        };
        /**
         * Generator
         * @description How an altered or synthetic picture was made.
         */
        Generator: {
            /**
             * Kind
             * @description What made it.
             * @enum {string}
             */
            kind: "augment" | "dcgan" | "phantom";
            /**
             * Measures
             * @default null
             */
            measures?: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /**
             * Method
             * @description E.g. TONE, NEURAL, HYBRID.
             * @default null
             */
            method?: string | null;
            /**
             * Model
             * @default null
             */
            model?: string | null;
            /**
             * Parameters
             * @default null
             */
            parameters?: {
                [key: string]: components["schemas"]["JsonValue"];
            } | null;
            /**
             * Seed
             * @default null
             */
            seed?: number | string | null;
            /**
             * Version
             * @default null
             */
            version?: string | null;
        };
        JsonValue: unknown;
        /**
         * Metadata
         * @description The contributor's words about one picture. Field names are the image record's.
         */
        Metadata: {
            /**
             * Access
             * @default controlled
             * @enum {string}
             */
            access?: "open" | "controlled";
            /**
             * Acquisition Day
             * @description Days since the patient's first picture; never a date.
             * @default null
             */
            acquisition_day?: number | null;
            /**
             * Age
             * @description Years; kept as a multiple of 5, 85 for all above.
             * @default null
             */
            age?: number | null;
            /**
             * Anatom Site General
             * @default null
             */
            anatom_site_general?: ("head/neck" | "upper extremity" | "lower extremity" | "anterior torso" | "posterior torso" | "lateral torso" | "palms/soles" | "oral/genital") | null;
            /**
             * Attribution
             * @default null
             */
            attribution?: string | null;
            /**
             * Case Id
             * @default null
             */
            case_id?: string | null;
            /**
             * Condition Duration
             * @default null
             */
            condition_duration?: ("UNKNOWN" | "ONE_DAY" | "LESS_THAN_ONE_WEEK" | "ONE_TO_FOUR_WEEKS" | "ONE_TO_THREE_MONTHS" | "THREE_TO_TWELVE_MONTHS" | "MORE_THAN_ONE_YEAR" | "MORE_THAN_FIVE_YEARS" | "SINCE_CHILDHOOD") | null;
            /**
             * Condition Symptoms
             * @default []
             */
            condition_symptoms?: ("BOTHERSOME_APPEARANCE" | "BLEEDING" | "INCREASING_SIZE" | "DARKENING" | "ITCHING" | "BURNING" | "PAIN" | "FEVER" | "CHILLS" | "FATIGUE" | "JOINT_PAIN" | "MOUTH_SORES" | "SHORTNESS_OF_BREATH" | "NO_RELEVANT_EXPERIENCE")[];
            consent: components["schemas"]["Consent"];
            /**
             * Copyright License
             * @enum {string}
             */
            copyright_license: "CC-0" | "CC-BY" | "CC-BY-NC";
            /**
             * Country
             * @description ISO 3166 alpha-2.
             * @default null
             */
            country?: string | null;
            /**
             * Diagnosis
             * @default []
             */
            diagnosis?: components["schemas"]["Diagnosis"][];
            /**
             * Digital Source Type
             * @description IPTC digital source type; follows from the rest when left out.
             * @default null
             */
            digital_source_type?: ("digitalCapture" | "algorithmicallyEnhanced" | "compositeWithTrainedAlgorithmicMedia" | "trainedAlgorithmicMedia" | "algorithmicMedia") | null;
            /**
             * Fitzpatrick Skin Type
             * @default []
             */
            fitzpatrick_skin_type?: components["schemas"]["SkinType"][];
            /**
             * @description Needed when the picture is altered or synthetic.
             * @default null
             */
            generator?: components["schemas"]["Generator"] | null;
            /**
             * Image Manipulation
             * @description Say here that a picture was altered or made by a program.
             * @default instrument only
             * @enum {string}
             */
            image_manipulation?: "instrument only" | "altered" | "synthetic";
            /**
             * Image Type
             * @enum {string}
             */
            image_type: "dermoscopic" | "clinical: overview" | "clinical: close-up";
            /**
             * Lesion
             * @description Your own code for the lesion; only a keyed hash of it is kept.
             * @default null
             */
            lesion?: string | null;
            /**
             * Notes
             * @description Private to you and the curators; never exported.
             * @default null
             */
            notes?: string | null;
            /**
             * Order Item
             * @description What it was made for. For PixGen's services.
             * @default null
             */
            order_item?: string | null;
            /**
             * Parents
             * @description Pictures it was made from. For PixGen's services.
             * @default []
             */
            parents?: string[];
            /**
             * Recognizable Visual Features
             * @description A face, tattoo, text or jewellery can be seen.
             * @default UNKNOWN
             * @enum {string}
             */
            recognizable_visual_features?: "YES" | "NO" | "UNKNOWN";
            /**
             * Sex
             * @default null
             */
            sex?: ("male" | "female" | "other_or_unspecified") | null;
            /**
             * Shot Type
             * @default null
             */
            shot_type?: ("CLOSE_UP" | "AT_AN_ANGLE" | "AT_DISTANCE") | null;
            /**
             * Textures
             * @default []
             */
            textures?: ("RAISED_OR_BUMPY" | "FLAT" | "ROUGH_OR_FLAKY" | "FLUID_FILLED")[];
        };
        /** @description What went wrong (RFC 9457). */
        Problem: {
            /** @description One or two sentences for people. */
            detail: string;
            errors?: {
                field: string;
                message: string;
            }[];
            /** @description A stable word for programs, such as `token.expired`. */
            reason: string;
            request_id: string;
            status: number;
            title: string;
            /** Format: uri */
            type: string;
        };
        /**
         * SkinType
         * @description A Fitzpatrick skin type and who says so.
         */
        SkinType: {
            /**
             * Source
             * @description Who says so.
             * @default contributor
             * @enum {string}
             */
            source?: "patient" | "contributor";
            /**
             * Value
             * @description I to VI.
             * @enum {string}
             */
            value: "I" | "II" | "III" | "IV" | "V" | "VI";
        };
        /**
         * Upload
         * @description A picture as its uploader sees it.
         */
        Upload: {
            /**
             * Created
             * @description False when it was here already.
             */
            created: boolean;
            /** Image Id */
            image_id: string;
            /**
             * Record
             * @description The image record, with the catalog's field names.
             */
            record: {
                [key: string]: unknown;
            };
            /**
             * Removed
             * @description What de-identification removed.
             */
            removed: string[];
            /**
             * State
             * @description registered, registering, rejected or withdrawn.
             */
            state: string;
            /**
             * Status
             * @description pending, published, rejected or withdrawn; null while unknown.
             */
            status: string | null;
            /** Warnings */
            warnings: components["schemas"]["Upload.Warned"][];
        };
        /**
         * Warned
         * @description Something the contributor should know.
         */
        "Upload.Warned": {
            /** Code */
            code: string;
            /**
             * Image Ids
             * @default []
             */
            image_ids?: string[];
            /** Message */
            message: string;
        };
        /**
         * UploadList
         * @description One page of uploads.
         */
        UploadList: {
            /** Items */
            items: components["schemas"]["UploadList.Upload"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Upload
         * @description A picture as its uploader sees it.
         */
        "UploadList.Upload": {
            /**
             * Created
             * @description False when it was here already.
             */
            created: boolean;
            /** Image Id */
            image_id: string;
            /**
             * Record
             * @description The image record, with the catalog's field names.
             */
            record: {
                [key: string]: unknown;
            };
            /**
             * Removed
             * @description What de-identification removed.
             */
            removed: string[];
            /**
             * State
             * @description registered, registering, rejected or withdrawn.
             */
            state: string;
            /**
             * Status
             * @description pending, published, rejected or withdrawn; null while unknown.
             */
            status: string | null;
            /** Warnings */
            warnings: components["schemas"]["UploadList.Warned"][];
        };
        /**
         * Warned
         * @description Something the contributor should know.
         */
        "UploadList.Warned": {
            /** Code */
            code: string;
            /**
             * Image Ids
             * @default []
             */
            image_ids?: string[];
            /** Message */
            message: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public keys of the tokens */
        get: {
            parameters: {
                query?: never;
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
                        "application/json": components["schemas"]["Jwks"];
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
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List accounts */
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    role?: ("contributor" | "researcher" | "curator" | "admin") | null;
                    q?: string | null;
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
                        "application/json": components["schemas"]["AccountList"];
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
            };
        };
        put?: never;
        /** Sign up */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignUp"];
                };
            };
            responses: {
                /** @description Successful response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccountOut"];
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
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{account_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account_id: string;
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
                        "application/json": components["schemas"]["AccountOut"];
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
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Grant roles, shut or open an account */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read: 412 when somebody changed it meanwhile. */
                    "If-Match"?: string;
                };
                path: {
                    account_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AccountEdit"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccountOut"];
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
                /** @description Not Found */
                404: {
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
                /** @description Precondition Failed */
                412: {
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
            };
        };
        trace?: never;
    };
    "/v1/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My consents */
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
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
                        "application/json": components["schemas"]["ConsentList"];
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
                /** @description Unprocessable Entity */
                422: {
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
        /** Record a consent */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeating the request with the same key does it once; kept for a day. */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConsentIn"];
                };
            };
            responses: {
                /** @description Successful response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConsentOut"];
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
    "/v1/consents/{consent_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw a consent */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeating the request with the same key does it once; kept for a day. */
                    "Idempotency-Key"?: string;
                };
                path: {
                    consent_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WithdrawIn"];
                };
            };
            responses: {
                /** @description Successful response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Withdrawn"];
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
                /** @description Not Found */
                404: {
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
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The coverage matrix */
        get: {
            parameters: {
                query?: {
                    rows?: "condition" | "site" | "image_type";
                    cols?: "tone_group" | "fitzpatrick" | "monk";
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
                        "application/json": components["schemas"]["CoverageOut"];
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
                /** @description Unprocessable Entity */
                422: {
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
    "/v1/facets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts beside a search */
        get: {
            parameters: {
                query?: {
                    tone_group?: ("light" | "intermediate" | "tan" | "brown" | "dark")[];
                    fitzpatrick?: ("I" | "II" | "III" | "IV" | "V" | "VI")[];
                    monk?: number[];
                    condition?: string[];
                    site?: ("head/neck" | "upper extremity" | "lower extremity" | "anterior torso" | "posterior torso" | "lateral torso" | "palms/soles" | "oral/genital")[];
                    image_type?: ("dermoscopic" | "clinical: overview" | "clinical: close-up")[];
                    manipulation?: ("instrument only" | "altered" | "synthetic")[];
                    status?: ("pending" | "published" | "rejected")[];
                    license?: ("CC-0" | "CC-BY" | "CC-BY-NC")[];
                    q?: string;
                    mine?: boolean;
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
                        "application/json": components["schemas"]["FacetsOut"];
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
                /** @description Unprocessable Entity */
                422: {
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
    "/v1/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find pictures */
        get: {
            parameters: {
                query?: {
                    tone_group?: ("light" | "intermediate" | "tan" | "brown" | "dark")[];
                    fitzpatrick?: ("I" | "II" | "III" | "IV" | "V" | "VI")[];
                    monk?: number[];
                    condition?: string[];
                    site?: ("head/neck" | "upper extremity" | "lower extremity" | "anterior torso" | "posterior torso" | "lateral torso" | "palms/soles" | "oral/genital")[];
                    image_type?: ("dermoscopic" | "clinical: overview" | "clinical: close-up")[];
                    manipulation?: ("instrument only" | "altered" | "synthetic")[];
                    status?: ("pending" | "published" | "rejected")[];
                    license?: ("CC-0" | "CC-BY" | "CC-BY-NC")[];
                    q?: string;
                    mine?: boolean;
                    sort?: "newest" | "oldest" | "ita_asc" | "ita_desc";
                    cursor?: string | null;
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
                        "application/json": components["schemas"]["ImageList"];
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
                /** @description Unprocessable Entity */
                422: {
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
    "/v1/images/{image_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One picture */
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
                        "application/json": components["schemas"]["ImageOut"];
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
                /** @description Not Found */
                404: {
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
        /** Delete a pending picture */
        delete: {
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
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
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
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a picture */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read: 412 when somebody changed it meanwhile. */
                    "If-Match"?: string;
                };
                path: {
                    image_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImageEdit"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImageOut"];
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
                /** @description Not Found */
                404: {
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
                /** @description Precondition Failed */
                412: {
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
            };
        };
        trace?: never;
    };
    "/v1/images/{image_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture itself */
        get: {
            parameters: {
                query?: {
                    redirect?: "presigned" | null;
                };
                header?: never;
                path: {
                    image_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": string;
                        "image/png": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": string;
                        "image/png": string;
                    };
                };
                /** @description Found */
                302: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
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
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Requested Range Not Satisfiable */
                416: {
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
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/{image_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a picture */
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
                        "application/json": components["schemas"]["History"];
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
                /** @description Not Found */
                404: {
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
    "/v1/images/{image_id}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a picture comes from */
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
                        "application/json": components["schemas"]["Lineage"];
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
                /** @description Not Found */
                404: {
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
    "/v1/images/{image_id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish, reject or hold a picture */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeating the request with the same key does it once; kept for a day. */
                    "Idempotency-Key"?: string;
                };
                path: {
                    image_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReviewIn"];
                };
            };
            responses: {
                /** @description Successful response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewOut"];
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
                /** @description Not Found */
                404: {
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
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/images/{image_id}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pictures that look alike */
        get: {
            parameters: {
                query?: {
                    max_distance?: number;
                    limit?: number;
                };
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
                        "application/json": components["schemas"]["SimilarList"];
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
                /** @description Not Found */
                404: {
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
    "/v1/images/{image_id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A thumbnail */
        get: {
            parameters: {
                query?: {
                    edge?: "256" | "1024";
                };
                header?: never;
                path: {
                    image_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/webp": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
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
                /** @description Not Found */
                404: {
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
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My account */
        get: {
            parameters: {
                query?: never;
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
                        "application/json": components["schemas"]["AccountOut"];
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
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change my name or affiliation */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The ETag that was read: 412 when somebody changed it meanwhile. */
                    "If-Match"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MeEdit"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccountOut"];
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
                /** @description Precondition Failed */
                412: {
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
            };
        };
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change my password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            responses: {
                /** @description Successful response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
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
                /** @description Too Many Requests */
                429: {
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
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My sessions */
        get: {
            parameters: {
                query?: never;
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
                        "application/json": components["schemas"]["SessionList"];
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
    "/v1/me/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of my sessions */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
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
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for a decision */
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
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
                        "application/json": components["schemas"]["ImageList"];
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
    "/v1/snapshots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Freeze a set of pictures */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Repeating the request with the same key does it once; kept for a day. */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SnapshotIn"];
                };
            };
            responses: {
                /** @description Successful response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SnapshotOut"];
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
    "/v1/snapshots/{snapshot_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One snapshot */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    snapshot_id: string;
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
                        "application/json": components["schemas"]["SnapshotOut"];
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
    "/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignInBody"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokensOut"];
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
                /** @description Too Many Requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Sign out */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
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
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stay signed in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RefreshBody"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokensOut"];
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
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vocabularies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The vocabularies */
        get: {
            parameters: {
                query?: never;
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
                        "application/json": components["schemas"]["Vocabularies"];
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
    "/v1/vocabularies/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One vocabulary */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
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
                        "application/json": components["schemas"]["Vocabulary"];
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
                /** @description Not Found */
                404: {
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
         * AccountEdit
         * @description What an administrator decides; what is left out stays.
         */
        AccountEdit: {
            /**
             * Disabled
             * @description A shut account cannot sign in; its sessions end.
             * @default null
             */
            disabled?: boolean | null;
            /**
             * Roles
             * @description All roles from now on.
             * @default null
             */
            roles?: ("contributor" | "researcher" | "curator" | "admin")[] | null;
        };
        /**
         * AccountList
         * @description A page of accounts.
         */
        AccountList: {
            /** Items */
            items: components["schemas"]["AccountList.AccountOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * AccountOut
         * @description An account.
         */
        "AccountList.AccountOut": {
            /** Account Id */
            account_id: string;
            /** Affiliation */
            affiliation: string | null;
            /** Created At */
            created_at: string | null;
            /** Disabled */
            disabled: boolean;
            /** Display Name */
            display_name: string | null;
            /**
             * Email
             * @description Null when an OIDC issuer keeps the accounts.
             */
            email: string | null;
            /** Roles */
            roles: string[];
        };
        /**
         * AccountOut
         * @description An account.
         */
        AccountOut: {
            /** Account Id */
            account_id: string;
            /** Affiliation */
            affiliation: string | null;
            /** Created At */
            created_at: string | null;
            /** Disabled */
            disabled: boolean;
            /** Display Name */
            display_name: string | null;
            /**
             * Email
             * @description Null when an OIDC issuer keeps the accounts.
             */
            email: string | null;
            /** Roles */
            roles: string[];
        };
        /**
         * ConsentIn
         * @description What a patient agreed to.
         */
        ConsentIn: {
            /**
             * Patient
             * @description Your own code for the patient; only a keyed hash of it is kept.
             * @default null
             */
            patient?: string | null;
            /** Scopes */
            scopes: ("share" | "ml_training" | "generative" | "commercial")[];
        };
        /**
         * ConsentList
         * @description One page of consents.
         */
        ConsentList: {
            /** Items */
            items: components["schemas"]["ConsentList.ConsentOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * ConsentOut
         * @description A consent.
         */
        "ConsentList.ConsentOut": {
            /** Consent Id */
            consent_id: string;
            /**
             * Given At
             * Format: date-time
             */
            given_at: string;
            /**
             * Image Count
             * @description Pictures that stand under it now.
             */
            image_count: number;
            /** Scopes */
            scopes: string[];
            /**
             * Status
             * @description active or withdrawn.
             */
            status: string;
            /** Withdrawn At */
            withdrawn_at: string | null;
        };
        /**
         * ConsentOut
         * @description A consent.
         */
        ConsentOut: {
            /** Consent Id */
            consent_id: string;
            /**
             * Given At
             * Format: date-time
             */
            given_at: string;
            /**
             * Image Count
             * @description Pictures that stand under it now.
             */
            image_count: number;
            /** Scopes */
            scopes: string[];
            /**
             * Status
             * @description active or withdrawn.
             */
            status: string;
            /** Withdrawn At */
            withdrawn_at: string | null;
        };
        /**
         * CoverageOut
         * @description How many published pictures there are of each kind, and which are missing.
         */
        CoverageOut: {
            /** Cells */
            cells: components["schemas"]["CoverageOut.CellOut"][];
            /** Cols */
            cols: components["schemas"]["CoverageOut.HeadOut"][];
            /** Rows */
            rows: components["schemas"]["CoverageOut.HeadOut"][];
            totals: components["schemas"]["CoverageOut.Totals"];
        };
        /**
         * CellOut
         * @description Counts of one cell; null where there are 1 to 4 and you may not know how many.
         */
        "CoverageOut.CellOut": {
            /** Altered */
            altered: number | null;
            /** Col */
            col: string;
            /** Masked */
            masked: boolean;
            /** Real */
            real: number | null;
            /** Row */
            row: string;
            /** Synthetic */
            synthetic: number | null;
        };
        /**
         * HeadOut
         * @description A row or a column.
         */
        "CoverageOut.HeadOut": {
            /** Label */
            label: string;
            /** Value */
            value: string;
        };
        /**
         * Totals
         * @description All published pictures.
         */
        "CoverageOut.Totals": {
            /** Altered */
            altered: number | null;
            /** Real */
            real: number | null;
            /** Synthetic */
            synthetic: number | null;
        };
        /**
         * FacetsOut
         * @description Counts by facet; each as if nothing were chosen in it.
         */
        FacetsOut: {
            /** Facets */
            facets: {
                [key: string]: components["schemas"]["FacetsOut.FacetValue"][];
            };
            /**
             * Is Exact
             * @description False: counted on the newest matches alone.
             */
            is_exact: boolean;
        };
        /**
         * FacetValue
         * @description A value and how many pictures have it.
         */
        "FacetsOut.FacetValue": {
            /** Count */
            count: number;
            /** Label */
            label: string;
            /** Value */
            value: string;
        };
        /**
         * History
         * @description What happened to a picture, oldest first.
         */
        History: {
            /** Items */
            items: components["schemas"]["History.EventOut"][];
        };
        /**
         * EventOut
         * @description Something that happened to a picture.
         */
        "History.EventOut": {
            /**
             * Actor
             * @description contributor, curator, service or system.
             */
            actor: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /**
             * Detail
             * @description For the owner and curators.
             */
            detail: string | null;
            /** Event */
            event: string;
        };
        /**
         * ImageEdit
         * @description What is changed; null empties a field, what is left out stays. The owner may while it is pending.
         */
        ImageEdit: {
            /**
             * Access
             * @enum {string}
             */
            access?: "open" | "controlled";
            /**
             * Acquisition Day
             * @default null
             */
            acquisition_day?: number | null;
            /**
             * Age Approx
             * @default null
             */
            age_approx?: number | null;
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
            /**
             * Copyright License
             * @enum {string}
             */
            copyright_license?: "CC-0" | "CC-BY" | "CC-BY-NC";
            /**
             * Country
             * @default null
             */
            country?: string | null;
            /**
             * Diagnosis
             * @default []
             */
            diagnosis?: components["schemas"]["ImageEdit.DiagnosisIn"][];
            /**
             * Fitzpatrick Skin Type
             * @default []
             */
            fitzpatrick_skin_type?: components["schemas"]["ImageEdit.SkinTypeIn"][];
            /**
             * Image Type
             * @enum {string}
             */
            image_type?: "dermoscopic" | "clinical: overview" | "clinical: close-up";
            /**
             * Monk Skin Tone
             * @default []
             */
            monk_skin_tone?: components["schemas"]["ImageEdit.MonkIn"][];
            /**
             * Notes
             * @default null
             */
            notes?: string | null;
            /**
             * Recognizable Visual Features
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
        /**
         * DiagnosisIn
         * @description One diagnosis; who says so is you.
         */
        "ImageEdit.DiagnosisIn": {
            /** Condition Id */
            condition_id: string;
            /**
             * Confidence
             * @default null
             */
            confidence?: number | null;
            /**
             * Confirm Type
             * @default null
             */
            confirm_type?: ("histopathology" | "confocal microscopy" | "serial imaging" | "single image expert consensus" | "clinical") | null;
        };
        /**
         * MonkIn
         * @description A Monk skin tone, by a curator.
         */
        "ImageEdit.MonkIn": {
            /**
             * Gradable
             * @default true
             */
            gradable?: boolean;
            /** Value */
            value: number;
        };
        /**
         * SkinTypeIn
         * @description A Fitzpatrick skin type; without a source, you say so.
         */
        "ImageEdit.SkinTypeIn": {
            /**
             * Source
             * @default null
             */
            source?: ("patient" | "contributor" | "reviewer") | null;
            /**
             * Value
             * @enum {string}
             */
            value: "I" | "II" | "III" | "IV" | "V" | "VI";
        };
        /**
         * ImageList
         * @description One page of pictures.
         */
        ImageList: {
            /**
             * @description On the first page.
             * @default null
             */
            count?: components["schemas"]["ImageList.CountOut"] | null;
            /** Items */
            items: components["schemas"]["ImageList.ImageOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * CountOut
         * @description How many match.
         */
        "ImageList.CountOut": {
            /**
             * Is Exact
             * @description False: there are more than this.
             */
            is_exact: boolean;
            /** Value */
            value: number;
        };
        /**
         * DiagnosisOut
         * @description One diagnosis.
         */
        "ImageList.DiagnosisOut": {
            /** Condition Id */
            condition_id: string;
            /**
             * Confidence
             * @description 1 (a guess) to 5 (certain).
             * @default null
             */
            confidence?: number | null;
            /**
             * Confirm Type
             * @default null
             */
            confirm_type?: string | null;
            /**
             * Rater
             * @description Account id; shown to the owner and to curators.
             * @default null
             */
            rater?: string | null;
        };
        /**
         * GeneratorOut
         * @description How an altered or synthetic picture was made.
         */
        "ImageList.GeneratorOut": {
            /** Kind */
            kind: string;
            /**
             * Measures
             * @default null
             */
            measures?: {
                [key: string]: unknown;
            } | null;
            /**
             * Method
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
                [key: string]: unknown;
            } | null;
            /**
             * Seed
             * @default null
             */
            seed?: string | null;
            /**
             * Version
             * @default null
             */
            version?: string | null;
        };
        /**
         * ImageOut
         * @description The image record as it stands now, edits and decisions applied; null where nothing is known.
         */
        "ImageList.ImageOut": {
            /** Access */
            access: string;
            /** Acquisition Day */
            acquisition_day: number | null;
            /** Age Approx */
            age_approx: number | null;
            /** Anatom Site General */
            anatom_site_general: string | null;
            /** Attribution */
            attribution: string | null;
            /** Case Id */
            case_id: string | null;
            /** Condition Duration */
            condition_duration: string | null;
            /** Condition Symptoms */
            condition_symptoms: string[];
            /**
             * Consent Id
             * @description For the owner.
             */
            consent_id: string | null;
            /** Consent Scopes */
            consent_scopes: string[];
            /** Consent Status */
            consent_status: string;
            /** Copyright License */
            copyright_license: string;
            /** Country */
            country: string | null;
            /** Diagnosis */
            diagnosis: components["schemas"]["ImageList.DiagnosisOut"][];
            /** Digital Source Type */
            digital_source_type: string | null;
            /** Fitzpatrick Skin Type */
            fitzpatrick_skin_type: components["schemas"]["ImageList.SkinTypeOut"][];
            /** Format */
            format: string;
            generator: components["schemas"]["ImageList.GeneratorOut"] | null;
            /** Image Id */
            image_id: string;
            /** Image Manipulation */
            image_manipulation: string;
            /** Image Type */
            image_type: string;
            /** Ita Deg */
            ita_deg: number | null;
            /** Ita Method */
            ita_method: string | null;
            /** Ita Quality */
            ita_quality: string | null;
            /** Ita Reason */
            ita_reason: string | null;
            /** Lesion Id */
            lesion_id: string | null;
            links: components["schemas"]["ImageList.Links"];
            /**
             * Mine
             * @description Whether you uploaded it.
             */
            mine: boolean;
            /** Monk Skin Tone */
            monk_skin_tone: components["schemas"]["ImageList.MonkOut"][];
            /**
             * Notes
             * @description For the owner and curators.
             */
            notes: string | null;
            /** Parents */
            parents: string[];
            /** Patient Id */
            patient_id: string | null;
            /** Phash */
            phash: string;
            /** Pixels X */
            pixels_x: number;
            /** Pixels Y */
            pixels_y: number;
            /** Recognizable Visual Features */
            recognizable_visual_features: string;
            /**
             * Removed
             * @description What de-identification removed; for the owner.
             */
            removed: string[] | null;
            /** Sex */
            sex: string | null;
            /** Sha256 */
            sha256: string;
            /** Shot Type */
            shot_type: string | null;
            /** Size Bytes */
            size_bytes: number;
            /**
             * Source Sha256
             * @description Of the bytes as received; for the owner.
             */
            source_sha256: string | null;
            /**
             * Status
             * @description pending, published or rejected.
             */
            status: string;
            /**
             * Status Reason
             * @description Why it is held or was rejected; for owner and curators.
             */
            status_reason: string | null;
            /** Textures */
            textures: string[];
            /** Thumbnail Edges */
            thumbnail_edges: number[];
            /** Tone Group */
            tone_group: string | null;
            /**
             * Uploaded At
             * Format: date-time
             */
            uploaded_at: string;
        };
        /**
         * Links
         * @description Where the bytes are.
         */
        "ImageList.Links": {
            /** Content */
            content: string;
            /** Thumbnail 1024 */
            thumbnail_1024: string;
            /** Thumbnail 256 */
            thumbnail_256: string;
        };
        /**
         * MonkOut
         * @description A Monk skin tone.
         */
        "ImageList.MonkOut": {
            /**
             * Gradable
             * @default null
             */
            gradable?: boolean | null;
            /**
             * Rater
             * @description Account id; shown to the owner and to curators.
             * @default null
             */
            rater?: string | null;
            /** Value */
            value: number;
        };
        /**
         * SkinTypeOut
         * @description A Fitzpatrick skin type and who says so.
         */
        "ImageList.SkinTypeOut": {
            /**
             * Source
             * @default null
             */
            source?: string | null;
            /** Value */
            value: string;
        };
        /**
         * ImageOut
         * @description The image record as it stands now, edits and decisions applied; null where nothing is known.
         */
        ImageOut: {
            /** Access */
            access: string;
            /** Acquisition Day */
            acquisition_day: number | null;
            /** Age Approx */
            age_approx: number | null;
            /** Anatom Site General */
            anatom_site_general: string | null;
            /** Attribution */
            attribution: string | null;
            /** Case Id */
            case_id: string | null;
            /** Condition Duration */
            condition_duration: string | null;
            /** Condition Symptoms */
            condition_symptoms: string[];
            /**
             * Consent Id
             * @description For the owner.
             */
            consent_id: string | null;
            /** Consent Scopes */
            consent_scopes: string[];
            /** Consent Status */
            consent_status: string;
            /** Copyright License */
            copyright_license: string;
            /** Country */
            country: string | null;
            /** Diagnosis */
            diagnosis: components["schemas"]["ImageOut.DiagnosisOut"][];
            /** Digital Source Type */
            digital_source_type: string | null;
            /** Fitzpatrick Skin Type */
            fitzpatrick_skin_type: components["schemas"]["ImageOut.SkinTypeOut"][];
            /** Format */
            format: string;
            generator: components["schemas"]["ImageOut.GeneratorOut"] | null;
            /** Image Id */
            image_id: string;
            /** Image Manipulation */
            image_manipulation: string;
            /** Image Type */
            image_type: string;
            /** Ita Deg */
            ita_deg: number | null;
            /** Ita Method */
            ita_method: string | null;
            /** Ita Quality */
            ita_quality: string | null;
            /** Ita Reason */
            ita_reason: string | null;
            /** Lesion Id */
            lesion_id: string | null;
            links: components["schemas"]["ImageOut.Links"];
            /**
             * Mine
             * @description Whether you uploaded it.
             */
            mine: boolean;
            /** Monk Skin Tone */
            monk_skin_tone: components["schemas"]["ImageOut.MonkOut"][];
            /**
             * Notes
             * @description For the owner and curators.
             */
            notes: string | null;
            /** Parents */
            parents: string[];
            /** Patient Id */
            patient_id: string | null;
            /** Phash */
            phash: string;
            /** Pixels X */
            pixels_x: number;
            /** Pixels Y */
            pixels_y: number;
            /** Recognizable Visual Features */
            recognizable_visual_features: string;
            /**
             * Removed
             * @description What de-identification removed; for the owner.
             */
            removed: string[] | null;
            /** Sex */
            sex: string | null;
            /** Sha256 */
            sha256: string;
            /** Shot Type */
            shot_type: string | null;
            /** Size Bytes */
            size_bytes: number;
            /**
             * Source Sha256
             * @description Of the bytes as received; for the owner.
             */
            source_sha256: string | null;
            /**
             * Status
             * @description pending, published or rejected.
             */
            status: string;
            /**
             * Status Reason
             * @description Why it is held or was rejected; for owner and curators.
             */
            status_reason: string | null;
            /** Textures */
            textures: string[];
            /** Thumbnail Edges */
            thumbnail_edges: number[];
            /** Tone Group */
            tone_group: string | null;
            /**
             * Uploaded At
             * Format: date-time
             */
            uploaded_at: string;
        };
        /**
         * DiagnosisOut
         * @description One diagnosis.
         */
        "ImageOut.DiagnosisOut": {
            /** Condition Id */
            condition_id: string;
            /**
             * Confidence
             * @description 1 (a guess) to 5 (certain).
             * @default null
             */
            confidence?: number | null;
            /**
             * Confirm Type
             * @default null
             */
            confirm_type?: string | null;
            /**
             * Rater
             * @description Account id; shown to the owner and to curators.
             * @default null
             */
            rater?: string | null;
        };
        /**
         * GeneratorOut
         * @description How an altered or synthetic picture was made.
         */
        "ImageOut.GeneratorOut": {
            /** Kind */
            kind: string;
            /**
             * Measures
             * @default null
             */
            measures?: {
                [key: string]: unknown;
            } | null;
            /**
             * Method
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
                [key: string]: unknown;
            } | null;
            /**
             * Seed
             * @default null
             */
            seed?: string | null;
            /**
             * Version
             * @default null
             */
            version?: string | null;
        };
        /**
         * Links
         * @description Where the bytes are.
         */
        "ImageOut.Links": {
            /** Content */
            content: string;
            /** Thumbnail 1024 */
            thumbnail_1024: string;
            /** Thumbnail 256 */
            thumbnail_256: string;
        };
        /**
         * MonkOut
         * @description A Monk skin tone.
         */
        "ImageOut.MonkOut": {
            /**
             * Gradable
             * @default null
             */
            gradable?: boolean | null;
            /**
             * Rater
             * @description Account id; shown to the owner and to curators.
             * @default null
             */
            rater?: string | null;
            /** Value */
            value: number;
        };
        /**
         * SkinTypeOut
         * @description A Fitzpatrick skin type and who says so.
         */
        "ImageOut.SkinTypeOut": {
            /**
             * Source
             * @default null
             */
            source?: string | null;
            /** Value */
            value: string;
        };
        /**
         * Jwks
         * @description Public keys (RFC 7517).
         */
        Jwks: {
            /** Keys */
            keys: {
                [key: string]: string;
            }[];
        };
        /**
         * Lineage
         * @description Where a picture comes from and what came from it, as far as you may see.
         */
        Lineage: {
            /** Edges */
            edges: components["schemas"]["Lineage.EdgeOut"][];
            /** Nodes */
            nodes: components["schemas"]["Lineage.NodeOut"][];
        };
        /**
         * EdgeOut
         * @description What was made from what.
         */
        "Lineage.EdgeOut": {
            /** Child */
            child: string;
            /** Method */
            method: string | null;
            /** Parent */
            parent: string;
        };
        /**
         * NodeOut
         * @description A picture in a lineage.
         */
        "Lineage.NodeOut": {
            /** Generator */
            generator: {
                [key: string]: unknown;
            } | null;
            /** Image Id */
            image_id: string;
            /** Image Manipulation */
            image_manipulation: string;
            /** Status */
            status: string;
        };
        /**
         * MeEdit
         * @description One's own particulars; null removes one, what is left out stays.
         */
        MeEdit: {
            /**
             * Affiliation
             * @default null
             */
            affiliation?: string | null;
            /**
             * Display Name
             * @default null
             */
            display_name?: string | null;
        };
        /**
         * PasswordChange
         * @description The password so far and the next one.
         */
        PasswordChange: {
            /**
             * Current Password
             * Format: password
             */
            current_password: string;
            /**
             * New Password
             * Format: password
             * @description At least 10 characters and at most 1024 bytes.
             */
            new_password: string;
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
         * RefreshBody
         * @description The refresh token; our own pages send it as a cookie instead.
         */
        RefreshBody: {
            /**
             * Refresh Token
             * @default null
             */
            refresh_token?: string | null;
        };
        /**
         * ReviewIn
         * @description A decision.
         */
        ReviewIn: {
            /**
             * Decision
             * @enum {string}
             */
            decision: "publish" | "reject" | "hold";
            /**
             * Reason
             * @description Needed unless it is published. Its owner reads it.
             * @default null
             */
            reason?: string | null;
        };
        /**
         * ReviewOut
         * @description What the picture is now.
         */
        ReviewOut: {
            /** Image Id */
            image_id: string;
            /** Status */
            status: string;
            /** Status Reason */
            status_reason: string | null;
        };
        /**
         * SessionList
         * @description One's own sessions, last used first.
         */
        SessionList: {
            /** Items */
            items: components["schemas"]["SessionList.SessionOut"][];
            /**
             * Next Cursor
             * @default null
             */
            next_cursor?: null;
        };
        /**
         * SessionOut
         * @description A sign-in that still lives.
         */
        "SessionList.SessionOut": {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Current
             * @description Whether this is the session that asks.
             */
            current: boolean;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /**
             * Label
             * @description What the program called itself when it signed in.
             */
            label: string | null;
            /**
             * Last Used At
             * Format: date-time
             */
            last_used_at: string;
            /** Session Id */
            session_id: string;
        };
        /**
         * SignInBody
         * @description E-mail address and password.
         */
        SignInBody: {
            /**
             * Cookie
             * @description For our own pages: the tokens come as HttpOnly cookies and not in the body.
             * @default false
             */
            cookie?: boolean;
            /**
             * Email
             * @example name@clinic.org
             */
            email: string;
            /**
             * Password
             * Format: password
             */
            password: string;
        };
        /**
         * SignUp
         * @description A new account.
         */
        SignUp: {
            /**
             * Affiliation
             * @default null
             */
            affiliation?: string | null;
            /**
             * Display Name
             * @default null
             */
            display_name?: string | null;
            /**
             * Email
             * @example name@clinic.org
             */
            email: string;
            /**
             * Password
             * Format: password
             * @description At least 10 characters and at most 1024 bytes.
             */
            password: string;
            /**
             * Role
             * @description Contributors add pictures, researchers ask for them; administrators grant other roles.
             * @enum {string}
             */
            role: "contributor" | "researcher";
        };
        /**
         * SimilarList
         * @description Pictures that look like one, the nearest first.
         */
        SimilarList: {
            /** Items */
            items: components["schemas"]["SimilarList.SimilarOut"][];
        };
        /**
         * DiagnosisOut
         * @description One diagnosis.
         */
        "SimilarList.DiagnosisOut": {
            /** Condition Id */
            condition_id: string;
            /**
             * Confidence
             * @description 1 (a guess) to 5 (certain).
             * @default null
             */
            confidence?: number | null;
            /**
             * Confirm Type
             * @default null
             */
            confirm_type?: string | null;
            /**
             * Rater
             * @description Account id; shown to the owner and to curators.
             * @default null
             */
            rater?: string | null;
        };
        /**
         * GeneratorOut
         * @description How an altered or synthetic picture was made.
         */
        "SimilarList.GeneratorOut": {
            /** Kind */
            kind: string;
            /**
             * Measures
             * @default null
             */
            measures?: {
                [key: string]: unknown;
            } | null;
            /**
             * Method
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
                [key: string]: unknown;
            } | null;
            /**
             * Seed
             * @default null
             */
            seed?: string | null;
            /**
             * Version
             * @default null
             */
            version?: string | null;
        };
        /**
         * ImageOut
         * @description The image record as it stands now, edits and decisions applied; null where nothing is known.
         */
        "SimilarList.ImageOut": {
            /** Access */
            access: string;
            /** Acquisition Day */
            acquisition_day: number | null;
            /** Age Approx */
            age_approx: number | null;
            /** Anatom Site General */
            anatom_site_general: string | null;
            /** Attribution */
            attribution: string | null;
            /** Case Id */
            case_id: string | null;
            /** Condition Duration */
            condition_duration: string | null;
            /** Condition Symptoms */
            condition_symptoms: string[];
            /**
             * Consent Id
             * @description For the owner.
             */
            consent_id: string | null;
            /** Consent Scopes */
            consent_scopes: string[];
            /** Consent Status */
            consent_status: string;
            /** Copyright License */
            copyright_license: string;
            /** Country */
            country: string | null;
            /** Diagnosis */
            diagnosis: components["schemas"]["SimilarList.DiagnosisOut"][];
            /** Digital Source Type */
            digital_source_type: string | null;
            /** Fitzpatrick Skin Type */
            fitzpatrick_skin_type: components["schemas"]["SimilarList.SkinTypeOut"][];
            /** Format */
            format: string;
            generator: components["schemas"]["SimilarList.GeneratorOut"] | null;
            /** Image Id */
            image_id: string;
            /** Image Manipulation */
            image_manipulation: string;
            /** Image Type */
            image_type: string;
            /** Ita Deg */
            ita_deg: number | null;
            /** Ita Method */
            ita_method: string | null;
            /** Ita Quality */
            ita_quality: string | null;
            /** Ita Reason */
            ita_reason: string | null;
            /** Lesion Id */
            lesion_id: string | null;
            links: components["schemas"]["SimilarList.Links"];
            /**
             * Mine
             * @description Whether you uploaded it.
             */
            mine: boolean;
            /** Monk Skin Tone */
            monk_skin_tone: components["schemas"]["SimilarList.MonkOut"][];
            /**
             * Notes
             * @description For the owner and curators.
             */
            notes: string | null;
            /** Parents */
            parents: string[];
            /** Patient Id */
            patient_id: string | null;
            /** Phash */
            phash: string;
            /** Pixels X */
            pixels_x: number;
            /** Pixels Y */
            pixels_y: number;
            /** Recognizable Visual Features */
            recognizable_visual_features: string;
            /**
             * Removed
             * @description What de-identification removed; for the owner.
             */
            removed: string[] | null;
            /** Sex */
            sex: string | null;
            /** Sha256 */
            sha256: string;
            /** Shot Type */
            shot_type: string | null;
            /** Size Bytes */
            size_bytes: number;
            /**
             * Source Sha256
             * @description Of the bytes as received; for the owner.
             */
            source_sha256: string | null;
            /**
             * Status
             * @description pending, published or rejected.
             */
            status: string;
            /**
             * Status Reason
             * @description Why it is held or was rejected; for owner and curators.
             */
            status_reason: string | null;
            /** Textures */
            textures: string[];
            /** Thumbnail Edges */
            thumbnail_edges: number[];
            /** Tone Group */
            tone_group: string | null;
            /**
             * Uploaded At
             * Format: date-time
             */
            uploaded_at: string;
        };
        /**
         * Links
         * @description Where the bytes are.
         */
        "SimilarList.Links": {
            /** Content */
            content: string;
            /** Thumbnail 1024 */
            thumbnail_1024: string;
            /** Thumbnail 256 */
            thumbnail_256: string;
        };
        /**
         * MonkOut
         * @description A Monk skin tone.
         */
        "SimilarList.MonkOut": {
            /**
             * Gradable
             * @default null
             */
            gradable?: boolean | null;
            /**
             * Rater
             * @description Account id; shown to the owner and to curators.
             * @default null
             */
            rater?: string | null;
            /** Value */
            value: number;
        };
        /**
         * SimilarOut
         * @description A picture that looks like it.
         */
        "SimilarList.SimilarOut": {
            /**
             * Distance
             * @description Bits in which the perceptual hashes differ.
             */
            distance: number;
            image: components["schemas"]["SimilarList.ImageOut"];
        };
        /**
         * SkinTypeOut
         * @description A Fitzpatrick skin type and who says so.
         */
        "SimilarList.SkinTypeOut": {
            /**
             * Source
             * @default null
             */
            source?: string | null;
            /** Value */
            value: string;
        };
        /**
         * SnapshotIn
         * @description What shall be frozen.
         */
        SnapshotIn: {
            /**
             * @default {
             *       "condition": [],
             *       "fitzpatrick": [],
             *       "image_type": [],
             *       "license": [],
             *       "manipulation": [],
             *       "monk": [],
             *       "q": "",
             *       "site": [],
             *       "status": [],
             *       "tone_group": []
             *     }
             */
            filter?: components["schemas"]["SnapshotIn.FilterIn"];
            /**
             * Include Altered
             * @default false
             */
            include_altered?: boolean;
            /**
             * Include Synthetic
             * @default false
             */
            include_synthetic?: boolean;
            /**
             * Purpose
             * @default
             */
            purpose?: string;
            /**
             * Required Scopes
             * @description Scopes that each picture must have.
             * @default []
             */
            required_scopes?: ("share" | "ml_training" | "generative" | "commercial")[];
            /**
             * Seed
             * @description Another seed divides otherwise.
             * @default 0
             */
            seed?: number;
            /**
             * Splits
             * @description No patient or lesion is in two of them; one called all when empty.
             * @default []
             */
            splits?: components["schemas"]["SnapshotIn.SplitIn"][];
        };
        /**
         * FilterIn
         * @description Any of a field's values, and every field.
         */
        "SnapshotIn.FilterIn": {
            /**
             * Condition
             * @description A group stands for all conditions in it.
             * @default []
             */
            condition?: string[];
            /**
             * Fitzpatrick
             * @description As a person said.
             * @default []
             */
            fitzpatrick?: ("I" | "II" | "III" | "IV" | "V" | "VI")[];
            /**
             * Image Type
             * @default []
             */
            image_type?: ("dermoscopic" | "clinical: overview" | "clinical: close-up")[];
            /**
             * License
             * @default []
             */
            license?: ("CC-0" | "CC-BY" | "CC-BY-NC")[];
            /**
             * Manipulation
             * @default []
             */
            manipulation?: ("instrument only" | "altered" | "synthetic")[];
            /**
             * Monk
             * @description 1 to 10, by a reviewer.
             * @default []
             */
            monk?: number[];
            /**
             * Q
             * @description Words in the names and synonyms of conditions.
             * @default
             */
            q?: string;
            /**
             * Site
             * @default []
             */
            site?: ("head/neck" | "upper extremity" | "lower extremity" | "anterior torso" | "posterior torso" | "lateral torso" | "palms/soles" | "oral/genital")[];
            /**
             * Status
             * @default []
             */
            status?: ("pending" | "published" | "rejected")[];
            /**
             * Tone Group
             * @description Measured from the picture (ITA, Del Bino).
             * @default []
             */
            tone_group?: ("light" | "intermediate" | "tan" | "brown" | "dark")[];
        };
        /**
         * SplitIn
         * @description A part.
         */
        "SnapshotIn.SplitIn": {
            /**
             * Name
             * @example train
             */
            name: string;
            /**
             * Share
             * @description Of the patients; shares are scaled to sum to 1.
             */
            share: number;
        };
        /**
         * SnapshotOut
         * @description A snapshot.
         */
        SnapshotOut: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Image Count */
            image_count: number;
            /** Manifest Sha256 */
            manifest_sha256: string;
            /** Snapshot Id */
            snapshot_id: string;
            /** Split Counts */
            split_counts: {
                [key: string]: number;
            };
            /**
             * Withdrawn Count
             * @description Pictures in it that were withdrawn since.
             */
            withdrawn_count: number;
        };
        /**
         * TokensOut
         * @description Tokens; null where they went into cookies.
         */
        TokensOut: {
            /** Access Token */
            access_token: string | null;
            /**
             * Expires In
             * @description Seconds that the access token is good for.
             */
            expires_in: number;
            /** Refresh Token */
            refresh_token: string | null;
            /**
             * Token Type
             * @default Bearer
             * @constant
             */
            token_type?: "Bearer";
        };
        /**
         * Vocabularies
         * @description Names of the vocabularies.
         */
        Vocabularies: {
            /** Items */
            items: string[];
        };
        /**
         * Vocabulary
         * @description A closed list.
         */
        Vocabulary: {
            /** Items */
            items: components["schemas"]["Vocabulary.EntryOut"][];
            /** Name */
            name: string;
        };
        /**
         * EntryOut
         * @description A word of a vocabulary.
         */
        "Vocabulary.EntryOut": {
            /**
             * Icd10
             * @default null
             */
            icd10?: string | null;
            /** Label */
            label: string;
            /**
             * Parent
             * @default null
             */
            parent?: string | null;
            /**
             * Snomed
             * @default null
             */
            snomed?: string | null;
            /**
             * Synonyms
             * @default []
             */
            synonyms?: string[];
            /** Value */
            value: string;
        };
        /**
         * WithdrawIn
         * @description Why, if somebody wants to say.
         */
        WithdrawIn: {
            /**
             * Reason
             * @default null
             */
            reason?: string | null;
        };
        /**
         * Withdrawn
         * @description The consent and what its withdrawal reached.
         */
        Withdrawn: {
            consent: components["schemas"]["Withdrawn.ConsentOut"];
            impact: components["schemas"]["Withdrawn.ImpactOut"];
        };
        /**
         * ConsentOut
         * @description A consent.
         */
        "Withdrawn.ConsentOut": {
            /** Consent Id */
            consent_id: string;
            /**
             * Given At
             * Format: date-time
             */
            given_at: string;
            /**
             * Image Count
             * @description Pictures that stand under it now.
             */
            image_count: number;
            /** Scopes */
            scopes: string[];
            /**
             * Status
             * @description active or withdrawn.
             */
            status: string;
            /** Withdrawn At */
            withdrawn_at: string | null;
        };
        /**
         * ImpactOut
         * @description What a withdrawal reached.
         */
        "Withdrawn.ImpactOut": {
            /**
             * Derivatives
             * @description Pictures that were made from them.
             */
            derivatives: number;
            /** Images */
            images: number;
            /**
             * Models
             * @description name@version of models trained on them.
             */
            models: string[];
            /** Snapshots */
            snapshots: string[];
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

export interface paths {
    "/v1/augmentations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your orders */
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
                        "application/json": components["schemas"]["OrderList"];
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
        /**
         * Order augmentations
         * @description With `dry_run` it only says what would be made (200).
         */
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
                    "application/json": components["schemas"]["OrderIn"];
                };
            };
            responses: {
                /** @description With `dry_run`: what would be made. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PlanOut"];
                    };
                };
                /** @description Ordered; `url` says how far it is. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OrderOut"];
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
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
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
    "/v1/augmentations/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try an augmentation
         * @description Multipart with exactly two parts, `image` and `order` (JSON).
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
                        order: components["schemas"]["PreviewIn"];
                    };
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreviewOut"];
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/augmentations/styles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Named targets and methods */
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
                        "application/json": components["schemas"]["StylesOut"];
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
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
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
    "/v1/augmentations/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order */
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    state?: ("waiting" | "running" | "done" | "failed" | "cancelled") | null;
                };
                header?: never;
                path: {
                    order_id: string;
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
                        "application/json": components["schemas"]["OrderPage"];
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/augmentations/{order_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an order */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_id: string;
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
                        "application/json": components["schemas"]["OrderOut"];
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
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/generations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Your generations */
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
                        "application/json": components["schemas"]["OrderList"];
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
        /** Order generated pictures */
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
                    "application/json": components["schemas"]["GenerationIn"];
                };
            };
            responses: {
                /** @description Ordered; `url` says how far it is. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OrderOut"];
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/generations/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at generated pictures */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GenerationPreviewIn"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GenerationPreviewOut"];
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/generations/{order_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One generation */
        get: {
            parameters: {
                query?: {
                    cursor?: string | null;
                    limit?: number;
                    state?: ("waiting" | "running" | "done" | "failed" | "cancelled") | null;
                };
                header?: never;
                path: {
                    order_id: string;
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
                        "application/json": components["schemas"]["GenerationPage"];
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
    "/v1/generations/{order_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a generation */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    order_id: string;
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
                        "application/json": components["schemas"]["OrderOut"];
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
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Models */
        get: {
            parameters: {
                query?: {
                    model?: string | null;
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
                        "application/json": components["schemas"]["ModelList"];
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/models/{model}/versions/{version}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publish a version */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    version: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PublishIn"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublishOut"];
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
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
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
    "/v1/models/{model}/versions/{version}/retract": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a version back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    model: string;
                    version: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RetractIn"];
                };
            };
            responses: {
                /** @description Successful response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RetractOut"];
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
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
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
    "/v1/training-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Training runs */
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
                        "application/json": components["schemas"]["RunList"];
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
                /** @description Gateway Timeout */
                504: {
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
        /** Start a training run */
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
                    "application/json": components["schemas"]["RunIn"];
                };
            };
            responses: {
                /** @description Queued; `url` says how far it is. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunOut"];
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/training-runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One training run */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run_id: string;
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
                        "application/json": components["schemas"]["RunOut"];
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/training-runs/{run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a training run */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run_id: string;
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
                        "application/json": components["schemas"]["RunOut"];
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
                /** @description Service Unavailable */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Gateway Timeout */
                504: {
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
    "/v1/training-runs/{run_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events of a training run
         * @description Without it they come from the first one on, but for the progress that lies behind. A stream
         *     ends by itself after some minutes: readers open the next one, as browsers do.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Number of the last event that is known; the stream goes on after it. */
                    "Last-Event-ID"?: string;
                };
                path: {
                    run_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Events, as they happen. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/training-runs/{run_id}/progress.gif": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Progress of a run */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/gif": string;
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/training-runs/{run_id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Report of a run */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
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
                /** @description Gateway Timeout */
                504: {
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
    "/v1/training-runs/{run_id}/samples/{step}.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Samples at a step */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run_id: string;
                    step: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/png": string;
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
                /** @description Gateway Timeout */
                504: {
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
         * GenerationIn
         * @description Pictures that are to enter the catalog.
         */
        GenerationIn: {
            /**
             * Accept
             * @description automatic: what misses the tone or comes too near to a training picture is drawn anew. curated: you have looked at the preview of this seed; its pictures enter as they are, but for near-copies. Both wait for a review like every picture.
             * @default automatic
             * @enum {string}
             */
            accept?: "automatic" | "curated";
            /**
             * Copyright License
             * @description As the model's card and its training pictures allow.
             * @default CC-BY-NC
             * @enum {string}
             */
            copyright_license?: "CC-0" | "CC-BY" | "CC-BY-NC";
            /** Count */
            count: number;
            /**
             * Image Type
             * @description What the pictures show, which is what the model was trained on.
             * @default dermoscopic
             * @enum {string}
             */
            image_type?: "dermoscopic" | "clinical: overview" | "clinical: close-up";
            /** Model */
            model: string;
            /**
             * Positions
             * @description With curated: only these of the preview, below count.
             * @default null
             */
            positions?: number[] | null;
            /**
             * Seed
             * @description The same seed gives the same pictures; drawn when left out.
             * @default null
             */
            seed?: number | null;
            /**
             * Tone Group
             * @description Del Bino; needed by a conditional model.
             * @default null
             */
            tone_group?: ("light" | "intermediate" | "tan" | "brown" | "dark") | null;
            /**
             * Version
             * @description The version that is expected, as a preview named it; refused when another is served.
             * @default null
             */
            version?: string | null;
        };
        /**
         * GenerationPage
         * @description A generation with a page of its items.
         */
        GenerationPage: {
            /** Cancelled At */
            cancelled_at: string | null;
            counts: components["schemas"]["GenerationPage.Counts"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Items */
            items: components["schemas"]["GenerationPage.GenerationItemOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Order Id */
            order_id: string;
            /**
             * Refused
             * @description Pictures that were drawn in all and not taken, by reason.
             */
            refused: {
                [key: string]: number;
            };
            /**
             * Request
             * @description What was asked for.
             */
            request: {
                [key: string]: unknown;
            };
            /**
             * State
             * @description running, done or cancelled: nothing more will happen in the last two.
             */
            state: string;
            /** Url */
            url: string;
        };
        /**
         * Counts
         * @description Items by state.
         */
        "GenerationPage.Counts": {
            /**
             * Cancelled
             * @default 0
             */
            cancelled?: number;
            /**
             * Done
             * @default 0
             */
            done?: number;
            /**
             * Failed
             * @default 0
             */
            failed?: number;
            /**
             * Running
             * @default 0
             */
            running?: number;
            /** Total */
            total: number;
            /**
             * Waiting
             * @default 0
             */
            waiting?: number;
        };
        /**
         * GenerationItemOut
         * @description One picture of a generation.
         */
        "GenerationPage.GenerationItemOut": {
            /** Attempts */
            attempts: number;
            /** Finished At */
            finished_at: string | null;
            /** Ita Deg */
            ita_deg: number | null;
            /** Item Id */
            item_id: string;
            /**
             * Message
             * @description The same in a sentence.
             */
            message: string | null;
            /** Model */
            model: string;
            /**
             * Nearest Ratio
             * @description Distance to the nearest training picture, as a share of the usual.
             */
            nearest_ratio: number | null;
            /**
             * Position
             * @description As in a preview with this seed.
             */
            position: number;
            /**
             * Reason
             * @description Why it failed, or why it is being tried again: a stable word.
             */
            reason: string | null;
            /**
             * Refused
             * @description Pictures drawn before it and not taken, by reason.
             */
            refused: {
                [key: string]: number;
            };
            /** Result Image Id */
            result_image_id: string | null;
            /**
             * Seed
             * @description The two numbers that this very picture comes from.
             */
            seed: number[] | null;
            /**
             * State
             * @description waiting, running, done, failed or cancelled.
             */
            state: string;
            /**
             * Tone Group
             * @description As measured.
             */
            tone_group: string | null;
            /** Version */
            version: string;
        };
        /**
         * GenerationPreviewIn
         * @description Pictures to look at; nothing is stored.
         */
        GenerationPreviewIn: {
            /**
             * Count
             * @default 16
             */
            count?: number;
            /** Model */
            model: string;
            /**
             * Seed
             * @description The same seed gives the same pictures; drawn when left out.
             * @default null
             */
            seed?: number | null;
            /**
             * Tone Group
             * @description Del Bino; needed by a conditional model.
             * @default null
             */
            tone_group?: ("light" | "intermediate" | "tan" | "brown" | "dark") | null;
            /**
             * Version
             * @description The version that is expected, as a preview named it; refused when another is served.
             * @default null
             */
            version?: string | null;
        };
        /**
         * GenerationPreviewOut
         * @description Pictures that are kept nowhere. Each says inside itself that it is synthetic.
         */
        GenerationPreviewOut: {
            /**
             * Images
             * @description Base64 PNG, without those that were refused.
             */
            images: string[];
            /** Model */
            model: string;
            /**
             * Positions
             * @description Of each of them, as an order takes them.
             */
            positions: number[];
            /**
             * Refused
             * @description Pictures that are not shown, by reason.
             */
            refused: {
                [key: string]: number;
            };
            /** Seed */
            seed: number;
            /**
             * Tones
             * @description Of each of them.
             */
            tones: components["schemas"]["GenerationPreviewOut.ToneOut"][];
            /** Version */
            version: string;
        };
        /**
         * ToneOut
         * @description What was measured of a picture's skin.
         */
        "GenerationPreviewOut.ToneOut": {
            /** Ita Deg */
            ita_deg: number | null;
            /** Tone Group */
            tone_group: string | null;
        };
        /**
         * ModelList
         * @description Versions of models, published or not.
         */
        ModelList: {
            /** Items */
            items: components["schemas"]["ModelList.ModelOut"][];
            /**
             * Next Cursor
             * @default null
             */
            next_cursor?: string | null;
        };
        /**
         * ModelOut
         * @description A version of a model.
         */
        "ModelList.ModelOut": {
            /**
             * Card
             * @description The model card, Markdown.
             */
            card: string;
            /** Conditional */
            conditional: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Image Size */
            image_size: number;
            /** Manifest Sha256 */
            manifest_sha256: string;
            /** Measures */
            measures: {
                [key: string]: unknown;
            } | null;
            /** Model */
            model: string;
            /** Published */
            published: boolean;
            /** Retracted At */
            retracted_at: string | null;
            /** Retracted Reason */
            retracted_reason: string | null;
            /** Run Id */
            run_id: string;
            /** Snapshot Id */
            snapshot_id: string | null;
            /** Url */
            url: string;
            /** Version */
            version: string;
        };
        /**
         * OrderIn
         * @description Which pictures, and what is to be made of them: image_ids, a filter, or fill.
         */
        OrderIn: {
            /**
             * Conditions
             * @description With fill: only these conditions.
             * @default []
             */
            conditions?: string[];
            /**
             * Dry Run
             * @description Only say what would be made.
             * @default false
             */
            dry_run?: boolean;
            /**
             * Fill
             * @description Sources and targets for cells of condition and tone that coverage shows empty.
             * @default null
             */
            fill?: "coverage" | null;
            /**
             * @description Sources: what a search with these fields finds.
             * @default null
             */
            filter?: components["schemas"]["OrderIn.FilterFields"] | null;
            /**
             * Image Ids
             * @description Sources: your own pictures, or ones that you see.
             * @default null
             */
            image_ids?: string[] | null;
            /**
             * Include Altered
             * @description Take altered pictures for sources too.
             * @default false
             */
            include_altered?: boolean;
            /**
             * Include Synthetic
             * @description Take synthetic pictures for sources too.
             * @default false
             */
            include_synthetic?: boolean;
            /**
             * Limit
             * @description With filter or fill: no more than so many.
             * @default null
             */
            limit?: number | null;
            /**
             * Method
             * @description TONE invents nothing; NEURAL and HYBRID use a network.
             * @default TONE
             * @enum {string}
             */
            method?: "TONE" | "NEURAL" | "HYBRID";
            /**
             * Per Cell
             * @description With fill: pictures for each empty cell.
             * @default 5
             */
            per_cell?: number;
            /**
             * Strength
             * @description 0 is the source, 1 the target.
             * @default 1
             */
            strength?: number;
            /**
             * @description Needed but with fill, which chooses it.
             * @default null
             */
            target?: components["schemas"]["OrderIn.TargetIn"] | null;
            /**
             * Tone Groups
             * @description With fill: only these tone groups.
             * @default []
             */
            tone_groups?: ("light" | "intermediate" | "tan" | "brown" | "dark")[];
        };
        /**
         * FilterFields
         * @description Any of a field's values, and every field.
         */
        "OrderIn.FilterFields": {
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
         * TargetIn
         * @description What the skin is to look like; exactly one of the three.
         */
        "OrderIn.TargetIn": {
            /**
             * Ita Deg
             * @description Degrees; darker skin has fewer.
             * @default null
             */
            ita_deg?: number | null;
            /**
             * Style
             * @description A name out of GET /v1/augmentations/styles.
             * @default null
             */
            style?: string | null;
            /**
             * Tone Group
             * @description Del Bino.
             * @default null
             */
            tone_group?: ("light" | "intermediate" | "tan" | "brown" | "dark") | null;
        };
        /**
         * OrderList
         * @description Your orders, newest first.
         */
        OrderList: {
            /** Items */
            items: components["schemas"]["OrderList.OrderOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * Counts
         * @description Items by state.
         */
        "OrderList.Counts": {
            /**
             * Cancelled
             * @default 0
             */
            cancelled?: number;
            /**
             * Done
             * @default 0
             */
            done?: number;
            /**
             * Failed
             * @default 0
             */
            failed?: number;
            /**
             * Running
             * @default 0
             */
            running?: number;
            /** Total */
            total: number;
            /**
             * Waiting
             * @default 0
             */
            waiting?: number;
        };
        /**
         * OrderOut
         * @description An order and how far it is.
         */
        "OrderList.OrderOut": {
            /** Cancelled At */
            cancelled_at: string | null;
            counts: components["schemas"]["OrderList.Counts"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Order Id */
            order_id: string;
            /**
             * Request
             * @description What was asked for.
             */
            request: {
                [key: string]: unknown;
            };
            /**
             * State
             * @description running, done or cancelled: nothing more will happen in the last two.
             */
            state: string;
            /** Url */
            url: string;
        };
        /**
         * OrderOut
         * @description An order and how far it is.
         */
        OrderOut: {
            /** Cancelled At */
            cancelled_at: string | null;
            counts: components["schemas"]["OrderOut.Counts"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Order Id */
            order_id: string;
            /**
             * Request
             * @description What was asked for.
             */
            request: {
                [key: string]: unknown;
            };
            /**
             * State
             * @description running, done or cancelled: nothing more will happen in the last two.
             */
            state: string;
            /** Url */
            url: string;
        };
        /**
         * Counts
         * @description Items by state.
         */
        "OrderOut.Counts": {
            /**
             * Cancelled
             * @default 0
             */
            cancelled?: number;
            /**
             * Done
             * @default 0
             */
            done?: number;
            /**
             * Failed
             * @default 0
             */
            failed?: number;
            /**
             * Running
             * @default 0
             */
            running?: number;
            /** Total */
            total: number;
            /**
             * Waiting
             * @default 0
             */
            waiting?: number;
        };
        /**
         * OrderPage
         * @description An order with a page of its items.
         */
        OrderPage: {
            /** Cancelled At */
            cancelled_at: string | null;
            counts: components["schemas"]["OrderPage.Counts"];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Items */
            items: components["schemas"]["OrderPage.ItemOut"][];
            /** Next Cursor */
            next_cursor: string | null;
            /** Order Id */
            order_id: string;
            /**
             * Request
             * @description What was asked for.
             */
            request: {
                [key: string]: unknown;
            };
            /**
             * State
             * @description running, done or cancelled: nothing more will happen in the last two.
             */
            state: string;
            /** Url */
            url: string;
        };
        /**
         * Counts
         * @description Items by state.
         */
        "OrderPage.Counts": {
            /**
             * Cancelled
             * @default 0
             */
            cancelled?: number;
            /**
             * Done
             * @default 0
             */
            done?: number;
            /**
             * Failed
             * @default 0
             */
            failed?: number;
            /**
             * Running
             * @default 0
             */
            running?: number;
            /** Total */
            total: number;
            /**
             * Waiting
             * @default 0
             */
            waiting?: number;
        };
        /**
         * ItemOut
         * @description One picture of an order.
         */
        "OrderPage.ItemOut": {
            /** Attempts */
            attempts: number;
            /** Finished At */
            finished_at: string | null;
            /** Item Id */
            item_id: string;
            /** Measures */
            measures: {
                [key: string]: number;
            } | null;
            /**
             * Message
             * @description The same in a sentence.
             */
            message: string | null;
            /** Method */
            method: string | null;
            /**
             * Module
             * @description The style module that had a part in it.
             */
            module: {
                [key: string]: string;
            } | null;
            /** Position */
            position: number;
            /**
             * Reason
             * @description Why it failed, or why it is being tried again: a stable word.
             */
            reason: string | null;
            /** Result Image Id */
            result_image_id: string | null;
            /** Source Image Id */
            source_image_id: string | null;
            /**
             * State
             * @description waiting, running, done, failed or cancelled.
             */
            state: string;
            /** Strength */
            strength: number | null;
            /** Target */
            target: {
                [key: string]: unknown;
            } | null;
            /** Warnings */
            warnings: components["schemas"]["OrderPage.WarningOut"][];
        };
        /**
         * WarningOut
         * @description Something to know of a result.
         */
        "OrderPage.WarningOut": {
            /** Code */
            code: string;
            /** Message */
            message: string;
        };
        /**
         * PlanOut
         * @description What an order would make; nothing was ordered.
         */
        PlanOut: {
            /**
             * Dry Run
             * @default true
             */
            dry_run?: boolean;
            /** Items */
            items: components["schemas"]["PlannedOut"][];
            /** Total */
            total: number;
        };
        /**
         * PlannedOut
         * @description One picture that would be made.
         */
        PlannedOut: {
            /** Source Image Id */
            source_image_id: string;
            /** Target */
            target: {
                [key: string]: unknown;
            };
        };
        /**
         * PreviewIn
         * @description One picture, made at once and kept nowhere.
         */
        PreviewIn: {
            /**
             * Max Edge
             * @description Longest edge of the result, pixels.
             * @default 2048
             */
            max_edge?: number;
            /**
             * Method
             * @description TONE invents nothing; NEURAL and HYBRID use a network.
             * @default TONE
             * @enum {string}
             */
            method?: "TONE" | "NEURAL" | "HYBRID";
            /**
             * Strength
             * @description 0 is the source, 1 the target.
             * @default 1
             */
            strength?: number;
            target: components["schemas"]["TargetIn"];
        };
        /**
         * PreviewOut
         * @description A result that is kept nowhere. The picture says inside itself that it is altered.
         */
        PreviewOut: {
            /** Digital Source Type */
            digital_source_type: string;
            /**
             * Image
             * @description Base64.
             */
            image: string;
            /** Image Manipulation */
            image_manipulation: string;
            /** Measures */
            measures: {
                [key: string]: number;
            };
            /** Media Type */
            media_type: string;
            /** Method */
            method: string;
            /** Method Version */
            method_version: string;
            /** Module */
            module: {
                [key: string]: string;
            } | null;
            /** Warnings */
            warnings: components["schemas"]["PreviewOut.WarningOut"][];
        };
        /**
         * WarningOut
         * @description Something to know of a result.
         */
        "PreviewOut.WarningOut": {
            /** Code */
            code: string;
            /** Message */
            message: string;
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
         * PublishIn
         * @description Having a version served.
         */
        PublishIn: {
            /**
             * Override Reason
             * @description Publishes although the gate says no; the reason is kept.
             * @default null
             */
            override_reason?: string | null;
        };
        /**
         * PublishOut
         * @description The version that is served now.
         */
        PublishOut: {
            /**
             * Card
             * @description The model card, Markdown.
             */
            card: string;
            /** Conditional */
            conditional: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Findings
             * @description What the gate said, heeded or overridden.
             */
            findings: string[];
            /** Image Size */
            image_size: number;
            /** Manifest Sha256 */
            manifest_sha256: string;
            /** Measures */
            measures: {
                [key: string]: unknown;
            } | null;
            /** Model */
            model: string;
            /** Published */
            published: boolean;
            /** Retracted At */
            retracted_at: string | null;
            /** Retracted Reason */
            retracted_reason: string | null;
            /** Run Id */
            run_id: string;
            /** Snapshot Id */
            snapshot_id: string | null;
            /** Url */
            url: string;
            /** Version */
            version: string;
        };
        /**
         * RetractIn
         * @description Taking a version back.
         */
        RetractIn: {
            /** Reason */
            reason: string;
        };
        /**
         * RetractOut
         * @description The version that was taken back.
         */
        RetractOut: {
            /**
             * Card
             * @description The model card, Markdown.
             */
            card: string;
            /** Conditional */
            conditional: boolean;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Image Size */
            image_size: number;
            /** Manifest Sha256 */
            manifest_sha256: string;
            /** Measures */
            measures: {
                [key: string]: unknown;
            } | null;
            /** Model */
            model: string;
            /** Published */
            published: boolean;
            /** Retracted At */
            retracted_at: string | null;
            /** Retracted Reason */
            retracted_reason: string | null;
            /** Run Id */
            run_id: string;
            /**
             * Serving Version
             * @description The version that is served now, if one is.
             */
            serving_version: string | null;
            /** Snapshot Id */
            snapshot_id: string | null;
            /** Url */
            url: string;
            /** Version */
            version: string;
        };
        /**
         * RunIn
         * @description A training run to be.
         */
        RunIn: {
            /**
             * Batch Size
             * @description The profile's own when left out.
             * @default null
             */
            batch_size?: number | null;
            /**
             * Conditional
             * @description A generator that can be asked for a tone group.
             * @default false
             */
            conditional?: boolean;
            /**
             * Image Size
             * @description Edge of its pictures, pixels; the profile's own when left out. Of 32 there are previews alone.
             * @default null
             */
            image_size?: (32 | 64 | 128 | 224) | null;
            /**
             * Model
             * @description Name under which its version is registered.
             * @default dcgan
             */
            model?: string;
            /**
             * Profile
             * @description Network and length; seed-2020 is the first PixGen's.
             * @default fast
             * @enum {string}
             */
            profile?: "smoke" | "fast" | "quality" | "seed-2020";
            /**
             * Publish
             * @description Publish at the end if the gate lets it pass.
             * @default false
             */
            publish?: boolean;
            /**
             * Seed
             * @description The same seed gives the same run.
             * @default 0
             */
            seed?: number;
            /**
             * Snapshot Id
             * @description The catalog's snapshot to train on.
             */
            snapshot_id: string;
            /**
             * Steps
             * @description The profile's own when left out.
             * @default null
             */
            steps?: number | null;
        };
        /**
         * RunList
         * @description Training runs, newest first.
         */
        RunList: {
            /** Items */
            items: components["schemas"]["RunList.RunOut"][];
            /** Next Cursor */
            next_cursor: string | null;
        };
        /**
         * RunOut
         * @description A training run and how far it is.
         */
        "RunList.RunOut": {
            /** Account Id */
            account_id: string;
            /** Alarms */
            alarms: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Images Per Second */
            images_per_second: number | null;
            /**
             * Measures
             * @description The newest evaluation.
             */
            measures: {
                [key: string]: unknown;
            } | null;
            /**
             * Reason
             * @description Why it failed or was stopped.
             */
            reason: string | null;
            /**
             * Resumed
             * @description How often its process died and was resumed.
             */
            resumed: number;
            /** Run Id */
            run_id: string;
            /**
             * Sample Steps
             * @description Steps of which there is a sheet under `/samples/`.
             */
            sample_steps: number[];
            /**
             * Spec
             * @description What was asked for.
             */
            spec: {
                [key: string]: unknown;
            };
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @description queued, running, completed, failed or cancelled.
             */
            state: string;
            /** Step */
            step: number;
            /** Steps */
            steps: number;
            /** Url */
            url: string;
            /**
             * Version
             * @description The version of the model that was exported.
             */
            version: string | null;
        };
        /**
         * RunOut
         * @description A training run and how far it is.
         */
        RunOut: {
            /** Account Id */
            account_id: string;
            /** Alarms */
            alarms: string[];
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /** Images Per Second */
            images_per_second: number | null;
            /**
             * Measures
             * @description The newest evaluation.
             */
            measures: {
                [key: string]: unknown;
            } | null;
            /**
             * Reason
             * @description Why it failed or was stopped.
             */
            reason: string | null;
            /**
             * Resumed
             * @description How often its process died and was resumed.
             */
            resumed: number;
            /** Run Id */
            run_id: string;
            /**
             * Sample Steps
             * @description Steps of which there is a sheet under `/samples/`.
             */
            sample_steps: number[];
            /**
             * Spec
             * @description What was asked for.
             */
            spec: {
                [key: string]: unknown;
            };
            /** Started At */
            started_at: string | null;
            /**
             * State
             * @description queued, running, completed, failed or cancelled.
             */
            state: string;
            /** Step */
            step: number;
            /** Steps */
            steps: number;
            /** Url */
            url: string;
            /**
             * Version
             * @description The version of the model that was exported.
             */
            version: string | null;
        };
        /**
         * StylesOut
         * @description Named targets, the methods, and the style module that is loaded.
         */
        StylesOut: {
            /** Methods */
            methods: {
                [key: string]: unknown;
            }[];
            /**
             * Module
             * @default null
             */
            module?: {
                [key: string]: string;
            } | null;
            /** Styles */
            styles: {
                [key: string]: unknown;
            }[];
        };
        /**
         * TargetIn
         * @description What the skin is to look like; exactly one of the three.
         */
        TargetIn: {
            /**
             * Ita Deg
             * @description Degrees; darker skin has fewer.
             * @default null
             */
            ita_deg?: number | null;
            /**
             * Style
             * @description A name out of GET /v1/augmentations/styles.
             * @default null
             */
            style?: string | null;
            /**
             * Tone Group
             * @description Del Bino.
             * @default null
             */
            tone_group?: ("light" | "intermediate" | "tan" | "brown" | "dark") | null;
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

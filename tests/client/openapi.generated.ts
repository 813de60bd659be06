export interface paths {
    "/api/v1/callinfo/initiate_call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place calls
         * @description Answers as soon as the calls are durable and their first minutes are held; nothing is dialled before. All of them or none: one bad number refuses the request.
         */
        post: operations["initiateCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/callinfo/search_callinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a call’s record
         * @description A call that is over has duration_seconds; one that is not has not.
         */
        post: operations["searchCallinfo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/callinfo/stream_chat_history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Follow a call’s conversation live
         * @description Server-Sent Events. May be opened the moment the id is known, and by many readers at once.
         *     Until the callee answers: the comment `: keep-alive` every 0.5 s; not answered 30 s after the stream was opened: `[TIMEOUT]` and the stream
         *     closes, while the call itself may go on ringing. Then everything said so far, and each utterance as it is final. The call over: where it came
         *     to nothing one more system line says why; then `[DONE]`, and the stream closes. Every event has an id; `Last-Event-ID` resumes after it
         *     without a gap or a repeat. With `Accept: text/event-stream; partial=1` what is being said comes as events named `partial`.
         */
        post: operations["streamChatHistory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/callinfo/skill_version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The version of the skill that is served */
        get: operations["skillVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the balance */
        get: operations["accountBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/callinfo/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the balance, where later versions of the published skill ask for it */
        get: operations["callinfoBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List or search calls, newest first */
        get: operations["listCalls"];
        put?: never;
        /**
         * Place calls
         * @description Answers as soon as the calls are durable and their first minutes are held; nothing is dialled before. All of them or none.
         */
        post: operations["createCalls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a request for calls without placing any
         * @description What POST /v1/calls would say to the same body, of each number, and what it may cost. Nothing is written and nothing is dialled. Without user_requirement the numbers alone are tried.
         */
        post: operations["checkCalls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rehearsals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rehearse a call with a simulated callee
         * @description The same brief and the same conversation as POST /v1/calls; a simulated callee answers in place of a phone, whatever the carrier. No phone rings, nothing is charged, and its record says `rehearsal`. A model behind the conversation costs its operator what it always does.
         */
        post: operations["createRehearsal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All calls that a filter finds, as a file
         * @description JSON: an array of calls with their transcripts. CSV: one line a call, UTF-8 with a byte order mark; a text that a spreadsheet would take for a formula has an apostrophe in front. Sent as it is read: an answer that breaks off was not complete.
         */
        get: operations["exportCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The labels that calls have, the one used last first
         * @description At most 500.
         */
        get: operations["listCampaigns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a call with its transcript */
        get: operations["getCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that happened in a call
         * @description What the live stream tells, without `partial`, a page at a time; of a call that is not over, what has happened so far.
         */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One call as a file
         * @description JSON: the record with its transcript and, as `events`, its timeline. CSV: one line an utterance, written as that of the list.
         */
        get: operations["exportCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Listen to a call
         * @description A WAV file of two channels, 16-bit PCM at 8,000 Hz: the callee left, the AI right. There once the call is over, where it was recorded on this node. Takes a range of bytes.
         */
        get: operations["getRecording"];
        put?: never;
        post?: never;
        /** Remove a call’s recording for good */
        delete: operations["deleteRecording"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/recording/peaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How loud each part of a recording is
         * @description For drawing it: a browser that reckons this itself has to load and decode all of it first.
         */
        get: operations["getRecordingPeaks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/hangup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a call
         * @description A queued call is cancelled and never dialled, one under way is hung up, one that is over stays as it is.
         */
        post: operations["hangUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow everything that happens in a call
         * @description Server-Sent Events, each a CallEvent named by its type: all that was logged, then each event as it happens, until `ended`. `partial` comes live only. `Last-Event-ID` resumes without a gap or a repeat; the comment `: keep-alive` comes every 0.5 s of silence.
         */
        get: operations["callEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the account: balance and limits */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the movements of money, newest first */
        get: operations["listLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow all calls that go on or wait
         * @description Server-Sent Events: a LiveSnapshot named `snapshot`, then each LiveUpdate named `update`, at most four a second, with what changed. Where it broke it begins anew with a snapshot; it has no end. The comment `: keep-alive` comes every 0.5 s of silence.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/listen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a ticket to listen to a call
         * @description For one WebSocket within a minute, which carries 20 ms frames of both sides as µ-law; `docs/live.md` describes it. While it is open its page can take the call over.
         */
        post: operations["listen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/whisper": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell the AI of a call what to do
         * @description The callee does not hear it. The AI follows it from its next answer on, or speaks at once where it is asked to.
         */
        post: operations["whisper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Press keys in a call
         * @description They are pressed once what is being said was said.
         */
        post: operations["pressKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/take-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Speak in the AI’s place
         * @description The AI falls silent at once, and what the page of `listening_id` sends goes to the callee. The AI takes the call back where nothing comes of that page for 2 s, and where the call has to end.
         */
        post: operations["takeOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls/{call_id}/hand-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a call back to the AI
         * @description It goes on, knowing that a person has spoken, and what `note` tells it.
         */
        post: operations["handBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and how one may sign in */
        get: operations["getSession"];
        put?: never;
        /** Sign in */
        post: operations["signIn"];
        /** Sign out */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up
         * @description The first user becomes the operator, in the account `default`; each later one a member, in a new account. Begins a session.
         */
        post: operations["signUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/local": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in as the owner at this machine
         * @description Without a password, from this machine alone, and only until somebody has signed up: see docs/sign-in.md.
         */
        post: operations["signInLocally"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password
         * @description Ends every other session of the user; this one goes on under a new cookie.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where one is signed in, newest first */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Sign out everywhere else */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one session */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the account’s API keys, oldest first */
        get: operations["listKeys"];
        put?: never;
        /** Make an API key */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It is refused from the next request on. Revoking twice changes nothing.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        /** Rename an API key */
        patch: operations["renameKey"];
        trace?: never;
    };
    "/v1/account/spending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What calls cost, by day */
        get: operations["listSpending"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For which calls money is held */
        get: operations["listHolds"];
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
        /** List all accounts, newest first */
        get: operations["listAccounts"];
        put?: never;
        post?: never;
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
        /** Read an account */
        get: operations["getOneAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an account’s price, limits and language
         * @description They hold from its next call on: a call is charged at the price at which it was accepted.
         */
        patch: operations["setAccount"];
        trace?: never;
    };
    "/v1/accounts/{account_id}/top-ups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add money to an account
         * @description Needs an Idempotency-Key: within 24 hours the same key adds the same money once.
         */
        post: operations["topUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{account_id}/ledger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an account’s movements of money, newest first */
        get: operations["listLedgerOf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{account_id}/spending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an account’s calls cost, by day */
        get: operations["listSpendingOf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{account_id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** For which of an account’s calls money is held */
        get: operations["listHoldsOf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/account/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the account may spend, and how far today has come */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the limits that the account’s own people set
         * @description Up to what the operator allows. They hold from now on: for what is accepted, dialled, or goes on for another minute. A key cannot lift them.
         */
        patch: operations["setLimits"];
        trace?: never;
    };
    "/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the service is set to, and by whom
         * @description A secret is never given back.
         */
        get: operations["listSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change settings */
        patch: operations["changeSettings"];
        trace?: never;
    };
    "/v1/settings/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask whether calls would get through
         * @description Reads the carrier’s account, goes round through the public address, or opens and closes a session with the model, with the settings of the next start. Nobody is called.
         */
        post: operations["checkSettings"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/do-not-call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the numbers that are never called */
        get: operations["listDoNotCall"];
        put?: never;
        /**
         * Put a number on the list
         * @description Calls to it that still wait are not dialled.
         */
        post: operations["addDoNotCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/do-not-call/{phone}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a number off the list
         * @description It may be called again. A key is not enough: whoever asked not to be called relies on it.
         */
        delete: operations["removeDoNotCall"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webphone/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Be called in this browser
         * @description A ticket by which a page registers at the account’s own line, for one connection within a minute: docs/carrier-webphone.md has the protocol. Calls to `webphone:me` ring there.
         */
        post: operations["createWebphoneTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webphone/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List links, newest first */
        get: operations["listWebphoneLinks"];
        put?: never;
        /**
         * Make a link by which somebody answers one call in their browser
         * @description Place the call to its `to`. It is dialled when somebody opens the link; where nobody does, it ends as `unreachable` when the link expires.
         */
        post: operations["createWebphoneLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webphone/links/{link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a link
         * @description It opens nothing any more. A call that is under way at it goes on; one that waits for it ends as `unreachable`.
         */
        delete: operations["revokeWebphoneLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process is alive */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls can be accepted */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server is */
        get: operations["home"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["openapi"];
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
        InitiateCall: {
            /**
             * @description One number or many, separated by commas (ASCII or full-width). Mainland numbers as people write them, landlines with area code, or E.164. A repeated number is called once.
             * @example 13800138000,13900139000
             */
            phones: string;
            /** @description What to tell or find out. Counted in Unicode characters after trimming. */
            user_requirement: string;
            /** @description Who the AI is, e.g. the front desk of Lakeside Dental. */
            persona?: string;
            /** @description The exact first words, in place of the AI’s own. */
            opening_line?: string;
            /**
             * @description The language to speak first: zh or en; a region (zh-CN) may follow.
             * @example zh
             */
            language?: string;
            /**
             * @description Whether the first words come at once (say), or after the callee’s own, at the latest after 2.5 s (wait). By default as the service is configured: RINGBACK_OPENING.
             * @enum {string}
             */
            opening?: "say" | "wait";
            /** @description What a mailbox gets: nothing (hang_up), the same as a person (talk), or a message after its beep. By default as the service is configured: RINGBACK_VOICEMAIL. */
            voicemail?: ("hang_up" | "talk") | {
                /** @description Spoken word for word. */
                message: string;
            };
            /** @description Whether the talk is recorded. True is refused where the operator allows no recording; by default as the service is configured: RINGBACK_RECORDING. */
            record?: boolean;
            /** @description JSON Schema (2020-12) of what to find out; the record’s result is checked against it. At most 16 KB. */
            result_schema?: {
                [key: string]: unknown;
            };
            /**
             * @description Where the settled record is posted, signed.
             * @example https://example.com/calls/ended
             */
            callback_url?: string;
            /**
             * Format: date-time
             * @description Not dialled before this instant (RFC 3339).
             * @example 2026-12-01T09:00:00+08:00
             */
            not_before?: string;
            /** @description Kept with the call and given back with its record. At most 4 KB as JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Taken for compatibility; without effect. */
            agent_id?: unknown;
            /** @description Taken for compatibility; without effect. */
            model_engine?: unknown;
            /** @description Taken for compatibility; without effect. */
            voice_id?: unknown;
            /** @description Taken for compatibility; without effect. */
            volume?: unknown;
            /** @description Taken for compatibility; without effect. */
            speed?: unknown;
            /** @description Taken for compatibility; without effect. */
            emotion?: unknown;
        };
        CallReference: {
            /**
             * @description The id of a call, as it was given when the call was accepted.
             * @example 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
             */
            call_id: string;
        };
        NewCalls: {
            /**
             * @description The numbers to call, one each. A repeated number is called once. `webphone:me` rings in the account’s own browsers, `webphone:invited-…` at a link.
             * @example [
             *       "13800138000"
             *     ]
             */
            phones: string[];
            /** @description What to tell or find out. Counted in Unicode characters after trimming. */
            user_requirement: string;
            /** @description Who the AI is, e.g. the front desk of Lakeside Dental. */
            persona?: string;
            /** @description The exact first words, in place of the AI’s own. */
            opening_line?: string;
            /**
             * @description The language to speak first: zh or en; a region (zh-CN) may follow.
             * @example zh
             */
            language?: string;
            /**
             * @description Whether the first words come at once (say), or after the callee’s own, at the latest after 2.5 s (wait). By default as the service is configured: RINGBACK_OPENING.
             * @enum {string}
             */
            opening?: "say" | "wait";
            /** @description What a mailbox gets: nothing (hang_up), the same as a person (talk), or a message after its beep. By default as the service is configured: RINGBACK_VOICEMAIL. */
            voicemail?: ("hang_up" | "talk") | {
                /** @description Spoken word for word. */
                message: string;
            };
            /** @description Whether the talk is recorded. True is refused where the operator allows no recording; by default as the service is configured: RINGBACK_RECORDING. */
            record?: boolean;
            /** @description JSON Schema (2020-12) of what to find out; the record’s result is checked against it. At most 16 KB. */
            result_schema?: {
                [key: string]: unknown;
            };
            /**
             * @description Where the settled record is posted, signed.
             * @example https://example.com/calls/ended
             */
            callback_url?: string;
            /**
             * Format: date-time
             * @description Not dialled before this instant (RFC 3339).
             * @example 2026-12-01T09:00:00+08:00
             */
            not_before?: string;
            /** @description Kept with the call and given back with its record. At most 4 KB as JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Higher is called first among the account’s own queued calls; 0 by default. */
            priority?: number;
            /** @description A label for calls that belong together: shown in their records, and a filter of the list. */
            campaign?: string;
        };
        CallsToCheck: {
            /**
             * @description The numbers to call, one each. A repeated number is called once. `webphone:me` rings in the account’s own browsers, `webphone:invited-…` at a link.
             * @example [
             *       "13800138000"
             *     ]
             */
            phones: string[];
            /** @description What to tell or find out. Counted in Unicode characters after trimming. */
            user_requirement?: string;
            /** @description Who the AI is, e.g. the front desk of Lakeside Dental. */
            persona?: string;
            /** @description The exact first words, in place of the AI’s own. */
            opening_line?: string;
            /**
             * @description The language to speak first: zh or en; a region (zh-CN) may follow.
             * @example zh
             */
            language?: string;
            /**
             * @description Whether the first words come at once (say), or after the callee’s own, at the latest after 2.5 s (wait). By default as the service is configured: RINGBACK_OPENING.
             * @enum {string}
             */
            opening?: "say" | "wait";
            /** @description What a mailbox gets: nothing (hang_up), the same as a person (talk), or a message after its beep. By default as the service is configured: RINGBACK_VOICEMAIL. */
            voicemail?: ("hang_up" | "talk") | {
                /** @description Spoken word for word. */
                message: string;
            };
            /** @description Whether the talk is recorded. True is refused where the operator allows no recording; by default as the service is configured: RINGBACK_RECORDING. */
            record?: boolean;
            /** @description JSON Schema (2020-12) of what to find out; the record’s result is checked against it. At most 16 KB. */
            result_schema?: {
                [key: string]: unknown;
            };
            /**
             * @description Where the settled record is posted, signed.
             * @example https://example.com/calls/ended
             */
            callback_url?: string;
            /**
             * Format: date-time
             * @description Not dialled before this instant (RFC 3339).
             * @example 2026-12-01T09:00:00+08:00
             */
            not_before?: string;
            /** @description Kept with the call and given back with its record. At most 4 KB as JSON. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Higher is called first among the account’s own queued calls; 0 by default. */
            priority?: number;
        };
        NewRehearsal: {
            /** @description Who answers: a simulated callee by its behaviour (docs/simulated-callees.md). `confirms` by default. */
            callee?: components["schemas"]["SimulatedCallee"];
            /** @description What to tell or find out. Counted in Unicode characters after trimming. */
            user_requirement: string;
            /** @description Who the AI is, e.g. the front desk of Lakeside Dental. */
            persona?: string;
            /** @description The exact first words, in place of the AI’s own. */
            opening_line?: string;
            /**
             * @description The language to speak first: zh or en; a region (zh-CN) may follow.
             * @example zh
             */
            language?: string;
            /**
             * @description Whether the first words come at once (say), or after the callee’s own, at the latest after 2.5 s (wait). By default as the service is configured: RINGBACK_OPENING.
             * @enum {string}
             */
            opening?: "say" | "wait";
            /** @description What a mailbox gets: nothing (hang_up), the same as a person (talk), or a message after its beep. By default as the service is configured: RINGBACK_VOICEMAIL. */
            voicemail?: ("hang_up" | "talk") | {
                /** @description Spoken word for word. */
                message: string;
            };
            /** @description Whether the talk is recorded. True is refused where the operator allows no recording; by default as the service is configured: RINGBACK_RECORDING. */
            record?: boolean;
            /** @description JSON Schema (2020-12) of what to find out; the record’s result is checked against it. At most 16 KB. */
            result_schema?: {
                [key: string]: unknown;
            };
            /** @description Kept with the call and given back with its record. At most 4 KB as JSON. */
            metadata?: {
                [key: string]: unknown;
            };
        };
        /** @enum {string} */
        SimulatedCallee: "confirms" | "asks_to_repeat" | "asks_a_question" | "asks_who_is_calling" | "asks_whether_ai" | "hands_over" | "talks_over" | "murmurs_along" | "gives_orders" | "phone_menu" | "confirms_tersely" | "busy" | "never_answers" | "rejects" | "unreachable" | "voicemail" | "wrong_person" | "hangs_up_mid_sentence" | "asks_never_to_be_called_again" | "says_nothing";
        Whisper: {
            /** @description What the AI is to do. The callee does not hear it. */
            text: string;
            /** @description It also says something to that as soon as nobody speaks; else from its next answer on. */
            speak_now?: boolean;
        };
        Keys: {
            digits: string;
        };
        TakeOver: {
            /** @description As `listen` gave it; its page is connected. */
            listening_id: string;
        };
        HandBack: {
            /** @description Whispered to the AI with it. */
            note?: string;
        };
        SignIn: {
            email: string;
            password: string;
        };
        NewUser: {
            /**
             * Format: email
             * @description An e-mail address. Nothing is sent to it.
             * @example owner@example.com
             */
            email: string;
            /** @description 10 to 128 characters of any kind. */
            password: string;
            name?: string;
        };
        NewPassword: {
            current: string;
            /** @description 10 to 128 characters of any kind. */
            next: string;
        };
        NewKey: {
            /** @example laptop */
            name?: string;
        };
        KeyName: {
            /** @example laptop */
            name: string;
        };
        AccountTerms: {
            /** @description CNY for a started minute. */
            rate_per_minute?: number;
            /** @description Calls under way at once. */
            running_calls?: number;
            /** @description ISO 3166; null: the service’s own list. */
            countries?: string[] | null;
            /** @enum {string} */
            language?: "zh" | "en";
            limits?: components["schemas"]["OperatorLimits"];
        };
        OperatorLimits: {
            /** @description Longest talk of a call; null: no limit of its own. */
            talk_seconds?: number | null;
            /** @description CNY that one call may cost at most; null: no limit. */
            call_cost?: number | null;
            /** @description CNY that calls may cost a day at most; null: no limit. */
            day_spending?: number | null;
            /**
             * @description Whose days: as the IANA names it.
             * @example Asia/Shanghai
             */
            time_zone?: string;
        };
        TopUp: {
            /** @description CNY, with at most three decimals. */
            amount: number;
            note?: string;
        };
        OwnLimits: {
            /** @description Longest talk of a call; null: no limit of its own. */
            talk_seconds?: number | null;
            /** @description CNY that one call may cost at most; null: no limit. */
            call_cost?: number | null;
            /** @description CNY that calls may cost a day at most; null: no limit. */
            day_spending?: number | null;
            /**
             * @description Whose days: as the IANA names it.
             * @example Asia/Shanghai
             */
            time_zone?: string;
            /** @description Calls under way at once; null: as many as the operator allows. */
            running_calls?: number | null;
        };
        SettingChanges: {
            /** @description By name; null, or an empty text, unsets it. All or none are changed. */
            values: {
                RINGBACK_COUNTRIES?: string | null;
                RINGBACK_CALLING_HOURS?: string | null;
                RINGBACK_TIME_ZONE?: string | null;
                RINGBACK_KEEP_WORDS?: string | null;
                RINGBACK_KEEP_RECORDINGS?: string | null;
                RINGBACK_CARRIER?: string | null;
                TWILIO_ACCOUNT_SID?: string | null;
                TWILIO_AUTH_TOKEN?: string | null;
                TWILIO_API_KEY?: string | null;
                TWILIO_API_SECRET?: string | null;
                TWILIO_SIGNING_KEY?: string | null;
                TWILIO_FROM?: string | null;
                TWILIO_API_URL?: string | null;
                RINGBACK_PUBLIC_URL?: string | null;
                RINGBACK_TUNNEL?: string | null;
                NGROK_AUTHTOKEN?: string | null;
                RINGBACK_NGROK_DOMAIN?: string | null;
                RINGBACK_CONVERSATION?: string | null;
                OPENAI_API_KEY?: string | null;
                OPENAI_BASE_URL?: string | null;
                RINGBACK_MODEL_PROFILE?: string | null;
                RINGBACK_MODEL?: string | null;
                RINGBACK_VOICE?: string | null;
                RINGBACK_RECORDING?: string | null;
            };
        };
        LiveCheck: {
            /** @enum {string} */
            check: "carrier" | "public_path" | "model";
        };
        NewDoNotCall: {
            phone: string;
            note?: string;
        };
        NewWebphoneLink: {
            /** @description How long it may be opened: 60 to 604800, 86400 (a day) by default. */
            valid_seconds?: number;
        };
        Utterance: {
            utterance_id: string;
            /** @enum {string} */
            role: "assistant" | "user";
            /** @description What was really said: of an interrupted utterance, what the callee had heard. */
            text: string;
            /** @description Milliseconds from the call’s start. */
            started_at_ms: number;
            /** @description Milliseconds from the call’s start. */
            ended_at_ms: number;
            interrupted: boolean;
        };
        /** @description Milliseconds from the callee’s last sound (for the opening: from the answer); null where that moment did not happen. */
        TurnLatency: {
            /** @description 1 for the opening, counted in spoken order. */
            turn: number;
            to_first_audio_ms: number | null;
            to_carrier_ms: number | null;
            to_heard_ms: number | null;
        };
        ModelUsage: {
            /** @enum {string} */
            kind: "response" | "transcription";
            model: string;
            input: {
                text: number;
                audio: number;
                image: number;
            };
            /** @description The part of the input that was cached. */
            cached: {
                text: number;
                audio: number;
                image: number;
            };
            output: {
                text: number;
                audio: number;
                image: number;
            };
            /** @description Of what the model’s service bills by time. */
            seconds: number | null;
            /** @description By the configured prices; null: they name no such model. */
            cost_usd: number | null;
        };
        LiveCall: {
            call_id: string;
            account_id: string;
            phone: string;
            /** @description Its beginning: at most 120 characters. */
            user_requirement: string;
            /** @enum {string} */
            state: "queued" | "dialing" | "ringing" | "in_progress";
            /** @description Of a queued call: not dialled before. */
            not_before: string | null;
            started_at: string | null;
            answered_at: string | null;
            /** @description What was said last: at most 160 characters, the end of it. */
            words: {
                /** @enum {string} */
                role: "assistant" | "user";
                text: string;
                /** @description False: it is being said. */
                final: boolean;
            } | null;
            /** @description How loud the callee is now, 0 (silent) to 10, 5 dB a step. */
            callee_level: number;
            /** @description How loud the AI is now, or whoever speaks in its place. */
            assistant_level: number;
            /** @description The name of who speaks in the AI’s place; null: the AI. */
            speaker: string | null;
            /** @description The names of those who listen. */
            listeners: string[];
            /** @description False: another node runs it. Ask that one to listen to it. */
            here: boolean;
        };
        AcceptedCalls: {
            /** @description In the order of the numbers. */
            call_ids: string[];
            /** @description The first of them. */
            provider_call_id: string;
            calls: {
                call_id: string;
                /** @description As it was written. */
                phone: string;
                /**
                 * Format: date-time
                 * @description Only where the call waits for the calling hours of its callee: until then.
                 * @example 2026-12-01T01:00:00.000Z
                 */
                waits_until?: string;
            }[];
            /** @description Numbers that were named more than once, as written; each is called once. */
            repeated?: string[];
        };
        Failure: {
            /** @constant */
            success: false;
            /** @description A stable word for programs. */
            code: string;
            /** @description For people, in the language of Accept-Language or of the account. */
            message: string;
            data: {
                [key: string]: unknown;
            };
        };
        /** @description A call that is over. */
        EndedCallRecord: {
            call_id: string;
            /** @description As it was written. */
            phones: string;
            user_requirement: string;
            /** @constant */
            status: "ended";
            /**
             * @description Only where it is a rehearsal: a simulated callee answered, and nothing was charged.
             * @constant
             */
            rehearsal?: true;
            end_reason: ("completed" | "callee_hung_up" | "hung_up" | "no_answer" | "busy" | "rejected" | "unreachable" | "voicemail" | "wrong_number" | "no_response" | "time_limit" | "out_of_balance" | "model_failure" | "carrier_failure" | "interrupted" | "cancelled") | null;
            /** @description Whole seconds from answer to end; 0 if it was never answered. */
            duration_seconds: number;
            /** @description CNY. */
            cost: number;
            /** @description True once the ledger has it. */
            billed: boolean;
            /** @description Why the call is over, as a short sentence in the account’s language. */
            provider_response: string;
            /** @description What was said, in spoken order. */
            call_content: {
                /** @enum {string} */
                role: "assistant" | "user";
                content: string;
            }[];
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            started_at: string | null;
            answered_at: string | null;
            ended_at: string | null;
            summary: string | null;
            /** @description Null where it cannot be told. */
            goal_achieved: boolean | null;
            recording_url: string | null;
            latency: components["schemas"]["TurnLatencyOutput"][];
            result: {
                [key: string]: unknown;
            } | null;
        };
        /** @description A call that is not over: it has no duration_seconds. */
        OpenCallRecord: {
            call_id: string;
            /** @description As it was written. */
            phones: string;
            user_requirement: string;
            /** @enum {string} */
            status: "queued" | "dialing" | "ringing" | "in_progress";
            /**
             * @description Only where it is a rehearsal: a simulated callee answered, and nothing was charged.
             * @constant
             */
            rehearsal?: true;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            started_at?: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            answered_at?: string;
        };
        SkillVersion: {
            skill_version: string;
        };
        SteponeBalance: {
            /** @description What can still be spent, CNY. */
            balance: number;
            /** @constant */
            currency: "CNY";
            /** @description Held for queued and running calls, CNY. */
            frozen: number;
            /** @description Price of a started minute of talk, CNY. */
            rate_per_minute: number;
        };
        Call: {
            call_id: string;
            account_id: string;
            /** @description As it was written. */
            phone: string;
            phone_e164: string;
            user_requirement: string;
            persona: string | null;
            opening_line: string | null;
            language: string | null;
            /** @description Null: as the service is configured. */
            opening: ("say" | "wait") | null;
            /** @description Null: as the service is configured. */
            voicemail: (("hang_up" | "talk") | {
                message: string;
            }) | null;
            /** @description Null: as the service is configured. */
            record: boolean | null;
            result_schema: {
                [key: string]: unknown;
            } | null;
            callback_url: string | null;
            metadata: {
                [key: string]: unknown;
            } | null;
            /** @description The label under which it was placed with others. */
            campaign: string | null;
            priority: number;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            not_before: string;
            /** @enum {string} */
            status: "queued" | "dialing" | "ringing" | "in_progress" | "ended";
            carrier: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            started_at: string | null;
            answered_at: string | null;
            ended_at: string | null;
            end_reason: ("completed" | "callee_hung_up" | "hung_up" | "no_answer" | "busy" | "rejected" | "unreachable" | "voicemail" | "wrong_number" | "no_response" | "time_limit" | "out_of_balance" | "model_failure" | "carrier_failure" | "interrupted" | "cancelled") | null;
            end_detail: string | null;
            /** @description Whole seconds from answer to end; null while it is not over. */
            duration_seconds: number | null;
            cost: number | null;
            /** @constant */
            currency: "CNY";
            billed: boolean;
            summary: string | null;
            goal_achieved: boolean | null;
            result: {
                [key: string]: unknown;
            } | null;
            latency: components["schemas"]["TurnLatencyOutput"][] | null;
            model_usage: components["schemas"]["CallModelUsage"];
            /** @description The path of the recording at this very address; null where there is none. */
            recording_url: string | null;
            /** @description Of a rehearsal: which simulated callee answers. No phone rings, and nothing is charged. */
            rehearsal: components["schemas"]["SimulatedCallee"] | null;
        };
        /** @description What the model used in the whole call, also where nobody answered; null while it is not over, and where there was none. */
        CallModelUsage: {
            model: string;
            responses: number;
            transcriptions: number;
            input: {
                text: number;
                audio: number;
                image: number;
            };
            /** @description The part of the input that was cached. */
            cached: {
                text: number;
                audio: number;
                image: number;
            };
            output: {
                text: number;
                audio: number;
                image: number;
            };
            /** @description By the configured prices; null where they name none of the models. */
            cost_usd: number | null;
            /** @description Models that the prices do not name: cost_usd is without theirs. */
            unpriced: string[];
        } | null;
        CallsCheck: {
            /** @description This very request would be accepted. */
            acceptable: boolean;
            /** @description How many calls the numbers that may be called make. */
            calls: number;
            /** @description In the order of the numbers; a text that names several counts as several. */
            numbers: components["schemas"]["CheckedNumber"][];
            /** @description What POST /v1/calls would refuse it for, in its order, the first being its answer. */
            problems: components["schemas"]["RequestProblem"][];
            estimate: components["schemas"]["CallsEstimate"];
        };
        CheckedNumber: {
            /** @description As it was written. */
            phone: string;
            /** @description Null where it is no number. */
            phone_e164: string | null;
            /** @description ISO 3166; null where it is not known. */
            country: string | null;
            /** @description Null: it may be called. */
            refused: components["schemas"]["NumberRefusal"] | null;
            /** @description It was named before, and is called once. */
            repeats: boolean;
            /** @description Where it would wait for the calling hours of its callee: until then. */
            waits_until: string | null;
        };
        NumberRefusal: {
            /** @enum {string} */
            code: "invalid_phone" | "phone_not_allowed";
            /**
             * @description A stable word for programs.
             * @example too_short
             */
            reason: string;
            /** @description For people. */
            message: string;
        };
        RequestProblem: {
            /** @description A stable word for programs. */
            code: string;
            /** @description For people, in the language of Accept-Language or of the account. */
            message: string;
            data: {
                [key: string]: unknown;
            };
        };
        CallsEstimate: {
            /** @constant */
            currency: "CNY";
            /** @description Price of a started minute of talk. */
            rate_per_minute: number;
            /** @description Held when the calls are accepted: one minute of each. */
            first_minutes: number;
            /** @description What the account can spend now. */
            available: number;
            /** @description The first minutes can be held. */
            suffices: boolean;
            /** @description If every callee answers and talks into this minute; the last is the longest that a call may take. */
            if_all_talk: {
                minutes: number;
                cost: number;
            }[];
            /** @description If these go as the account’s latest calls went; null: there were fewer than ten. */
            by_history: {
                /** @description How many of the latest calls it goes by. */
                calls: number;
                answered: number;
                cost: number;
            } | null;
        };
        Rehearsal: {
            call_id: string;
            callee: components["schemas"]["SimulatedCallee"];
            /** @description The number of the simulated callee. */
            phone: string;
            /**
             * @description What the callee speaks.
             * @enum {string}
             */
            language: "zh" | "en";
        };
        CallWithTranscript: {
            call_id: string;
            account_id: string;
            /** @description As it was written. */
            phone: string;
            phone_e164: string;
            user_requirement: string;
            persona: string | null;
            opening_line: string | null;
            language: string | null;
            /** @description Null: as the service is configured. */
            opening: ("say" | "wait") | null;
            /** @description Null: as the service is configured. */
            voicemail: (("hang_up" | "talk") | {
                message: string;
            }) | null;
            /** @description Null: as the service is configured. */
            record: boolean | null;
            result_schema: {
                [key: string]: unknown;
            } | null;
            callback_url: string | null;
            metadata: {
                [key: string]: unknown;
            } | null;
            /** @description The label under which it was placed with others. */
            campaign: string | null;
            priority: number;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            not_before: string;
            /** @enum {string} */
            status: "queued" | "dialing" | "ringing" | "in_progress" | "ended";
            carrier: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            started_at: string | null;
            answered_at: string | null;
            ended_at: string | null;
            end_reason: ("completed" | "callee_hung_up" | "hung_up" | "no_answer" | "busy" | "rejected" | "unreachable" | "voicemail" | "wrong_number" | "no_response" | "time_limit" | "out_of_balance" | "model_failure" | "carrier_failure" | "interrupted" | "cancelled") | null;
            end_detail: string | null;
            /** @description Whole seconds from answer to end; null while it is not over. */
            duration_seconds: number | null;
            cost: number | null;
            /** @constant */
            currency: "CNY";
            billed: boolean;
            summary: string | null;
            goal_achieved: boolean | null;
            result: {
                [key: string]: unknown;
            } | null;
            latency: components["schemas"]["TurnLatencyOutput"][] | null;
            model_usage: components["schemas"]["CallModelUsage"];
            /** @description The path of the recording at this very address; null where there is none. */
            recording_url: string | null;
            /** @description Of a rehearsal: which simulated callee answers. No phone rings, and nothing is charged. */
            rehearsal: components["schemas"]["SimulatedCallee"] | null;
            transcript: components["schemas"]["UtteranceOutput"][];
        };
        CampaignUse: {
            campaign: string;
            calls: number;
            /**
             * Format: date-time
             * @description When its newest call was accepted.
             * @example 2026-12-01T01:00:00.000Z
             */
            last_call_at: string;
        };
        LoggedCallEvent: {
            /** @description As in the live stream. */
            id: string;
            event: components["schemas"]["CallEvent"];
        };
        RecordingPeaks: {
            duration_ms: number;
            /** @description The left channel: the loudest sample of each of as many equal parts, 0 to 255. */
            callee: number[];
            /** @description The right channel. */
            assistant: number[];
        };
        Account: {
            account_id: string;
            name: string;
            /** @enum {string} */
            language: "zh" | "en";
            /** @description What can still be spent. */
            balance: number;
            /** @description Held for queued and running calls. */
            frozen: number;
            /** @constant */
            currency: "CNY";
            rate_per_minute: number;
            limits: {
                /** @description Calls under way at once. */
                running_calls: number;
                /** @description Null: no limit. */
                requests_per_second: number | null;
                /** @description Live streams open at once. */
                streams: number;
                phones_per_request: number;
                /** @description ISO 3166; null: the service’s own list. */
                countries: string[] | null;
            };
            /** @description True: no real phone rings. */
            simulated: boolean;
            line: components["schemas"]["Line"];
        };
        /** @description What calls go over, and about what that costs the operator. */
        Line: {
            carrier: string;
            conversation: string;
            /** @description Null: no model. */
            model: string | null;
            /** @description US dollars for a minute of talk, roughly; null: nothing, or not known. */
            usd_per_minute: {
                carrier: number | null;
                model: number | null;
            };
            /**
             * @description Hours of the callee’s own day; null: at any hour.
             * @example 08:00-21:00
             */
            calling_hours: string | null;
            /** @enum {string} */
            recording: "off" | "asked" | "on";
        };
        LedgerEntry: {
            entry_id: string;
            /** @enum {string} */
            kind: "opening" | "topup" | "hold" | "release" | "charge";
            /** @description CNY; the balance is the sum of all. */
            amount: number;
            call_id: string | null;
            note: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
        };
        ListeningTicket: {
            call_id: string;
            listening_id: string;
            /** @description For the first message over the socket. Good once. */
            token: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            expires_at: string;
            /** @description Of the WebSocket, at this very address. */
            path: string;
        };
        User: {
            user_id: string;
            /** @description Null: the owner at this machine, who has not signed up. */
            email: string | null;
            name: string;
            /** @enum {string} */
            role: "operator" | "member";
            account_id: string;
            /** @description Its name. */
            account: string;
        };
        Session: {
            session_id: string;
            /** @description The one that asks. */
            current: boolean;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            expires_at: string;
            /** @description From where it began; behind a reverse proxy the proxy’s address. */
            address: string;
            user_agent: string;
        };
        Key: {
            key_id: string;
            name: string;
            /**
             * @description Its first characters, to tell keys apart.
             * @example sk_AbCd…
             */
            hint: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            /** @description To the minute; null: never. */
            last_used_at: string | null;
            /** @description Null: it is live. */
            revoked_at: string | null;
        };
        MadeKey: {
            key_id: string;
            name: string;
            /**
             * @description Its first characters, to tell keys apart.
             * @example sk_AbCd…
             */
            hint: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            /** @description To the minute; null: never. */
            last_used_at: string | null;
            /** @description Null: it is live. */
            revoked_at: string | null;
            /** @description The key itself: in this answer and nowhere else. */
            key: string;
        };
        AccountOverview: {
            account_id: string;
            name: string;
            /** @enum {string} */
            language: "zh" | "en";
            /** @description What can still be spent. */
            balance: number;
            /** @description Held for queued and running calls. */
            frozen: number;
            /** @constant */
            currency: "CNY";
            rate_per_minute: number;
            running_calls: number;
            countries: string[] | null;
            /** @description Those that the operator set. */
            limits: components["schemas"]["OperatorLimitSet"];
        };
        OperatorLimitSet: {
            /** @description Longest talk of a call; null: no limit of its own. */
            talk_seconds: number | null;
            /** @description CNY that one call may cost at most; null: no limit. */
            call_cost: number | null;
            /** @description CNY that calls may cost a day at most; null: no limit. */
            day_spending: number | null;
            /**
             * @description Whose days: as the IANA names it.
             * @example Asia/Shanghai
             */
            time_zone: string;
        };
        ToppedUp: {
            account_id: string;
            name: string;
            /** @enum {string} */
            language: "zh" | "en";
            /** @description What can still be spent. */
            balance: number;
            /** @description Held for queued and running calls. */
            frozen: number;
            /** @constant */
            currency: "CNY";
            rate_per_minute: number;
            running_calls: number;
            countries: string[] | null;
            /** @description Those that the operator set. */
            limits: components["schemas"]["OperatorLimitSet"];
            entry_id: string;
        };
        AccountLimits: {
            operator: components["schemas"]["OperatorBound"];
            /** @description What the account’s own people set; both hold. */
            own: components["schemas"]["OwnLimitSet"];
            /** @description One for each limit of a day. */
            days: {
                /** @enum {string} */
                set_by: "operator" | "account";
                day_spending: number;
                /** @description Charged in this day. */
                spent: number;
                /** @description Held for calls that are under way. */
                under_way: number;
                /**
                 * Format: date-time
                 * @description When the next day begins.
                 * @example 2026-12-01T01:00:00.000Z
                 */
                resets_at: string;
            }[];
        };
        /** @description What the operator allows. */
        OperatorBound: {
            /** @description Longest talk of a call; null: no limit of its own. */
            talk_seconds: number | null;
            /** @description CNY that one call may cost at most; null: no limit. */
            call_cost: number | null;
            /** @description CNY that calls may cost a day at most; null: no limit. */
            day_spending: number | null;
            /**
             * @description Whose days: as the IANA names it.
             * @example Asia/Shanghai
             */
            time_zone: string;
            running_calls: number;
        };
        OwnLimitSet: {
            /** @description Longest talk of a call; null: no limit of its own. */
            talk_seconds: number | null;
            /** @description CNY that one call may cost at most; null: no limit. */
            call_cost: number | null;
            /** @description CNY that calls may cost a day at most; null: no limit. */
            day_spending: number | null;
            /**
             * @description Whose days: as the IANA names it.
             * @example Asia/Shanghai
             */
            time_zone: string;
            running_calls: number | null;
        };
        Setting: {
            /** @enum {string} */
            name: "RINGBACK_COUNTRIES" | "RINGBACK_CALLING_HOURS" | "RINGBACK_TIME_ZONE" | "RINGBACK_KEEP_WORDS" | "RINGBACK_KEEP_RECORDINGS" | "RINGBACK_CARRIER" | "TWILIO_ACCOUNT_SID" | "TWILIO_AUTH_TOKEN" | "TWILIO_API_KEY" | "TWILIO_API_SECRET" | "TWILIO_SIGNING_KEY" | "TWILIO_FROM" | "TWILIO_API_URL" | "RINGBACK_PUBLIC_URL" | "RINGBACK_TUNNEL" | "NGROK_AUTHTOKEN" | "RINGBACK_NGROK_DOMAIN" | "RINGBACK_CONVERSATION" | "OPENAI_API_KEY" | "OPENAI_BASE_URL" | "RINGBACK_MODEL_PROFILE" | "RINGBACK_MODEL" | "RINGBACK_VOICE" | "RINGBACK_RECORDING";
            /**
             * @description What decides it. What the environment sets cannot be changed here.
             * @enum {string}
             */
            source: "environment" | "console" | "default";
            secret: boolean;
            /** @description Null: it is a secret, or unset. */
            value: string | null;
            set: boolean;
            /** @description The last four characters of a secret that was set here. */
            hint: string | null;
            updated_at: string | null;
            updated_by: string | null;
            /** @enum {string} */
            takes_effect: "now" | "restart";
            /** @description The service still goes by what it was at its start. */
            restart_pending: boolean;
        };
        LiveCheckResult: {
            /** @enum {string} */
            check: "carrier" | "public_path" | "model";
            /** @enum {string} */
            status: "ok" | "warning" | "failed";
            /** @enum {string} */
            code: "works" | "simulated" | "no_model" | "trial_account" | "foreign_numbers" | "restart_first" | "settings_incomplete" | "carrier_unreachable" | "carrier_refused" | "carrier_unreadable" | "carrier_suspended" | "public_path_dead" | "port_in_use" | "model_key_refused" | "model_quota_exceeded" | "model_unknown" | "model_refused" | "model_unreachable" | "model_silent" | "check_failed";
            /** @description More of what happened: a status, a reason. */
            why: string | null;
            /** @description In words. */
            found: string;
            to_do: string | null;
            took_ms: number;
        };
        DoNotCallEntry: {
            /** @description E.164. */
            phone: string;
            note: string | null;
            /** @description The call in which the callee asked for it. */
            call_id: string | null;
            /** @description Who listed it; null: a key, a command, or the callee. */
            added_by: string | null;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            added_at: string;
        };
        WebphoneTicket: {
            /** @description The first message of the page’s WebSocket says it. Good for one connection. */
            token: string;
            /**
             * Format: date-time
             * @description A minute from now.
             * @example 2026-12-01T01:00:00.000Z
             */
            expires_at: string;
            /** @description The number of a call that rings there. */
            to: string;
            /** @description Where the WebSocket is, at this very address. */
            path: string;
        };
        MadeWebphoneLink: {
            link_id: string;
            /** @description The number of a call that rings there. */
            to: string;
            /**
             * @description open: a call may be placed to it; called: its call was accepted and not answered yet; used: its call was answered, declined, or is over.
             * @enum {string}
             */
            state: "open" | "called" | "used" | "expired" | "revoked";
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            expires_at: string;
            /** @description Its call; null: there is none yet. */
            call_id: string | null;
            used_at: string | null;
            /** @description The page that whoever is called opens, at this very address. Behind its # is the secret, told this once. */
            path: string;
        };
        WebphoneLink: {
            link_id: string;
            /** @description The number of a call that rings there. */
            to: string;
            /**
             * @description open: a call may be placed to it; called: its call was accepted and not answered yet; used: its call was answered, declined, or is over.
             * @enum {string}
             */
            state: "open" | "called" | "used" | "expired" | "revoked";
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            expires_at: string;
            /** @description Its call; null: there is none yet. */
            call_id: string | null;
            used_at: string | null;
        };
        Health: {
            /** @constant */
            status: "ok";
        };
        Readiness: {
            ready: boolean;
            /** @description Why not; empty where it is ready. */
            reasons: string[];
        };
        Home: {
            /** @constant */
            service: "ringback";
            /** @description Where the OpenAPI document is. */
            api: string;
            health: string;
            readiness: string;
            /** @description True: no real phone rings. */
            simulated: boolean;
        };
        CallEvent: {
            /** @constant */
            type: "state";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            /** @enum {string} */
            state: "queued" | "dialing" | "ringing" | "in_progress";
        } | {
            /** @constant */
            type: "partial";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            utterance_id: string;
            /** @enum {string} */
            role: "assistant" | "user";
            text: string;
        } | {
            /** @constant */
            type: "utterance";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            utterance: components["schemas"]["UtteranceOutput"];
        } | {
            /** @constant */
            type: "interruption";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            utterance_id: string;
            heard_ms: number;
            spoken_ms: number;
        } | {
            /** @constant */
            type: "keys";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            /** @enum {string} */
            by: "assistant" | "user";
            digits: string;
        } | {
            /** @constant */
            type: "turn";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            latency: components["schemas"]["TurnLatencyOutput"];
            /** @description With what the AI answered; null in logs of earlier versions. */
            utterance_id: string | null;
            /** @description From when the latency counts: the callee’s last sound, or the answer, in milliseconds from the call’s start. */
            from_ms: number | null;
        } | {
            /** @constant */
            type: "note";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            values: {
                [key: string]: unknown;
            };
        } | {
            /** @constant */
            type: "usage";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            usage: components["schemas"]["ModelUsageOutput"];
        } | {
            /** @constant */
            type: "machine";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            /** @enum {string} */
            moment: "greeting" | "recording";
        } | {
            /** @constant */
            type: "resumed";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            utterance_id: string;
        } | {
            /** @constant */
            type: "recording";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
        } | {
            /** @constant */
            type: "supervision";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            /** @enum {string} */
            action: "listen" | "listen_end" | "whisper" | "keys" | "hang_up" | "take_over" | "hand_back" | "take_back";
            by: {
                /** @description Of a user; `api`: a program by its key. */
                id: string;
                name: string;
            };
            /** @description What was whispered. */
            text?: string;
        } | {
            /** @constant */
            type: "warning";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            code: string;
            detail: string;
        } | {
            /** @constant */
            type: "ended";
            /** @description Milliseconds from the call’s start. */
            at_ms: number;
            /** @enum {string} */
            end_reason: "completed" | "callee_hung_up" | "hung_up" | "no_answer" | "busy" | "rejected" | "unreachable" | "voicemail" | "wrong_number" | "no_response" | "time_limit" | "out_of_balance" | "model_failure" | "carrier_failure" | "interrupted" | "cancelled";
            detail: string;
            answered_at_ms: number | null;
            ended_at_ms: number;
            talk_ms: number;
            outcome: {
                goal_achieved: boolean | null;
                summary: string;
                facts: {
                    [key: string]: unknown;
                };
                do_not_call: boolean;
            };
        };
        /** @description Milliseconds from the callee’s last sound (for the opening: from the answer); null where that moment did not happen. */
        TurnLatencyOutput: {
            /** @description 1 for the opening, counted in spoken order. */
            turn: number;
            to_first_audio_ms: number | null;
            to_carrier_ms: number | null;
            to_heard_ms: number | null;
        };
        UtteranceOutput: {
            utterance_id: string;
            /** @enum {string} */
            role: "assistant" | "user";
            /** @description What was really said: of an interrupted utterance, what the callee had heard. */
            text: string;
            /** @description Milliseconds from the call’s start. */
            started_at_ms: number;
            /** @description Milliseconds from the call’s start. */
            ended_at_ms: number;
            interrupted: boolean;
        };
        ModelUsageOutput: {
            /** @enum {string} */
            kind: "response" | "transcription";
            model: string;
            input: {
                text: number;
                audio: number;
                image: number;
            };
            /** @description The part of the input that was cached. */
            cached: {
                text: number;
                audio: number;
                image: number;
            };
            output: {
                text: number;
                audio: number;
                image: number;
            };
            /** @description Of what the model’s service bills by time. */
            seconds: number | null;
            /** @description By the configured prices; null: they name no such model. */
            cost_usd: number | null;
        };
        LiveCallOutput: {
            call_id: string;
            account_id: string;
            phone: string;
            /** @description Its beginning: at most 120 characters. */
            user_requirement: string;
            /** @enum {string} */
            state: "queued" | "dialing" | "ringing" | "in_progress";
            /** @description Of a queued call: not dialled before. */
            not_before: string | null;
            started_at: string | null;
            answered_at: string | null;
            /** @description What was said last: at most 160 characters, the end of it. */
            words: {
                /** @enum {string} */
                role: "assistant" | "user";
                text: string;
                /** @description False: it is being said. */
                final: boolean;
            } | null;
            /** @description How loud the callee is now, 0 (silent) to 10, 5 dB a step. */
            callee_level: number;
            /** @description How loud the AI is now, or whoever speaks in its place. */
            assistant_level: number;
            /** @description The name of who speaks in the AI’s place; null: the AI. */
            speaker: string | null;
            /** @description The names of those who listen. */
            listeners: string[];
            /** @description False: another node runs it. Ask that one to listen to it. */
            here: boolean;
        };
        LiveSnapshot: {
            /**
             * Format: date-time
             * @example 2026-12-01T01:00:00.000Z
             */
            now: string;
            /** @description All that wait; the first 500 of them are among the calls. */
            queued_total: number;
            calls: components["schemas"]["LiveCallOutput"][];
        };
        LiveUpdate: {
            queued_total?: number;
            calls: {
                call_id: string;
                account_id?: string;
                phone?: string;
                /** @description Its beginning: at most 120 characters. */
                user_requirement?: string;
                /** @enum {string} */
                state?: "queued" | "dialing" | "ringing" | "in_progress";
                /** @description Of a queued call: not dialled before. */
                not_before?: string | null;
                started_at?: string | null;
                answered_at?: string | null;
                /** @description What was said last: at most 160 characters, the end of it. */
                words?: {
                    /** @enum {string} */
                    role: "assistant" | "user";
                    text: string;
                    /** @description False: it is being said. */
                    final: boolean;
                } | null;
                /** @description How loud the callee is now, 0 (silent) to 10, 5 dB a step. */
                callee_level?: number;
                /** @description How loud the AI is now, or whoever speaks in its place. */
                assistant_level?: number;
                /** @description The name of who speaks in the AI’s place; null: the AI. */
                speaker?: string | null;
                /** @description The names of those who listen. */
                listeners?: string[];
                /** @description False: another node runs it. Ask that one to listen to it. */
                here?: boolean;
            }[];
            ended: {
                call_id: string;
                end_reason: ("completed" | "callee_hung_up" | "hung_up" | "no_answer" | "busy" | "rejected" | "unreachable" | "voicemail" | "wrong_number" | "no_response" | "time_limit" | "out_of_balance" | "model_failure" | "carrier_failure" | "interrupted" | "cancelled") | null;
                duration_seconds: number | null;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    initiateCall: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours is answered as the first time, and nothing more is dialled; with another request it is 409. */
                "Idempotency-Key"?: string;
                /** @description A label for calls that belong together, cut after 100 characters. */
                "X-Campaign"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phones": "13800138000,13900139000",
                 *       "user_requirement": "通知年会时间变更"
                 *     }
                 */
                "application/json": components["schemas"]["InitiateCall"];
            };
        };
        responses: {
            /** @description Accepted, durably */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AcceptedCalls"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply`, `invalid_phone`, `too_many_phones` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `insufficient_balance` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "insufficient_balance",
                     *       "message": "The balance is too low: top up first (needed: ¥0.60, available: ¥0.30).",
                     *       "data": {
                     *         "required": 0.6,
                     *         "available": 0.3
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `recording_not_allowed`, `phone_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "recording_not_allowed",
                     *       "message": "This service records no calls: leave record out, or have its operator set RINGBACK_RECORDING.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `idempotency_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "idempotency_conflict",
                     *       "message": "This Idempotency-Key was used with another request: choose a new one.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_result_schema`, `invalid_callback_url`, `invalid_not_before` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_result_schema",
                     *       "message": "result_schema is not a JSON Schema that can be used: it is nested deeper than 32 levels.",
                     *       "data": {
                     *         "why": "it is nested deeper than 32 levels"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `skill_version_mismatch` */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "skill_version_mismatch",
                     *       "message": "This skill version is not served: update the skill to 1.0.0.",
                     *       "data": {
                     *         "skill_version": "1.0.0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`, `too_many_queued` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `stopping`, `storage_busy` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "stopping",
                     *       "message": "The service is stopping and takes no new calls: try again soon.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    searchCallinfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallReference"];
            };
        };
        responses: {
            /** @description The record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["EndedCallRecord"] | components["schemas"]["OpenCallRecord"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `skill_version_mismatch` */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "skill_version_mismatch",
                     *       "message": "This skill version is not served: update the skill to 1.0.0.",
                     *       "data": {
                     *         "skill_version": "1.0.0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    streamChatHistory: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that was received: the stream goes on after it. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallReference"];
            };
        };
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example : keep-alive
                     *
                     *     id: 4
                     *     data: {"role": "assistant", "content": "您好，请问是张总吗？"}
                     *
                     *     id: 6
                     *     data: {"role": "user", "content": "是我。"}
                     *
                     *     id: 9.2
                     *     data: {"role": "system", "content": "[DONE]"}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description Last-Event-ID names the end of the stream: there is no more to come. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `skill_version_mismatch` */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "skill_version_mismatch",
                     *       "message": "This skill version is not served: update the skill to 1.0.0.",
                     *       "data": {
                     *         "skill_version": "1.0.0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`, `too_many_streams` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    skillVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkillVersion"];
                };
            };
        };
    };
    accountBalance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SteponeBalance"];
                    };
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `skill_version_mismatch` */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "skill_version_mismatch",
                     *       "message": "This skill version is not served: update the skill to 1.0.0.",
                     *       "data": {
                     *         "skill_version": "1.0.0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    callinfoBalance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["SteponeBalance"];
                    };
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `skill_version_mismatch` */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "skill_version_mismatch",
                     *       "message": "This skill version is not served: update the skill to 1.0.0.",
                     *       "data": {
                     *         "skill_version": "1.0.0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listCalls: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 200, 50 by default. */
                limit?: number;
                /** @description Only what is older than this id: the last one of the page before. */
                before?: string;
                status?: "queued" | "dialing" | "ringing" | "in_progress" | "ended";
                number?: string;
                words?: string;
                end_reason?: "completed" | "callee_hung_up" | "hung_up" | "no_answer" | "busy" | "rejected" | "unreachable" | "voicemail" | "wrong_number" | "no_response" | "time_limit" | "out_of_balance" | "model_failure" | "carrier_failure" | "interrupted" | "cancelled";
                /** @description Whether its goal was achieved; unknown: it is over, and that cannot be told. */
                goal?: "yes" | "no" | "unknown";
                campaign?: string;
                /** @description Accepted at this instant or later (RFC 3339). */
                from?: string;
                /** @description Accepted before this instant (RFC 3339). */
                to?: string;
                /** @description Whose calls: for the operator, signed in, any account’s id or all; for everybody else their own alone, which is the default. */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of calls, without transcripts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            calls: components["schemas"]["Call"][];
                            /** @description Ask for the next page with before=…; null: there is none. */
                            next_before: string | null;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createCalls: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours is answered as the first time, and nothing more is dialled; with another request it is 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phones": [
                 *         "13800138000"
                 *       ],
                 *       "user_requirement": "通知年会时间变更"
                 *     }
                 */
                "application/json": components["schemas"]["NewCalls"];
            };
        };
        responses: {
            /** @description Accepted, durably */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AcceptedCalls"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply`, `invalid_phone`, `too_many_phones` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `insufficient_balance` */
            402: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "insufficient_balance",
                     *       "message": "The balance is too low: top up first (needed: ¥0.60, available: ¥0.30).",
                     *       "data": {
                     *         "required": 0.6,
                     *         "available": 0.3
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `recording_not_allowed`, `phone_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `idempotency_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "idempotency_conflict",
                     *       "message": "This Idempotency-Key was used with another request: choose a new one.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_result_schema`, `invalid_callback_url`, `invalid_not_before` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_result_schema",
                     *       "message": "result_schema is not a JSON Schema that can be used: it is nested deeper than 32 levels.",
                     *       "data": {
                     *         "why": "it is nested deeper than 32 levels"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`, `too_many_queued` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `stopping`, `storage_busy` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "stopping",
                     *       "message": "The service is stopping and takes no new calls: try again soon.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    checkCalls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phones": [
                 *         "13800138000",
                 *         "138"
                 *       ],
                 *       "user_requirement": "通知年会时间变更"
                 *     }
                 */
                "application/json": components["schemas"]["CallsToCheck"];
            };
        };
        responses: {
            /** @description What would come of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CallsCheck"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `storage_busy` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "storage_busy",
                     *       "message": "The storage is busy: send the request again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createRehearsal: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request within 24 hours is answered as the first time, and nothing more is dialled; with another request it is 409. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "callee": "asks_a_question",
                 *       "user_requirement": "通知张先生明天上午9点开会"
                 *     }
                 */
                "application/json": components["schemas"]["NewRehearsal"];
            };
        };
        responses: {
            /** @description Accepted, durably */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Rehearsal"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `recording_not_allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `idempotency_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "idempotency_conflict",
                     *       "message": "This Idempotency-Key was used with another request: choose a new one.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_result_schema`, `invalid_metadata` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_result_schema",
                     *       "message": "result_schema is not a JSON Schema that can be used: it is nested deeper than 32 levels.",
                     *       "data": {
                     *         "why": "it is nested deeper than 32 levels"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`, `too_many_rehearsals` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `stopping`, `storage_busy` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "stopping",
                     *       "message": "The service is stopping and takes no new calls: try again soon.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    exportCalls: {
        parameters: {
            query?: {
                format?: "json" | "csv";
                /** @description Of the headings of CSV. By default that of messages; a link cannot send Accept-Language. */
                language?: "zh" | "en";
                /** @description Whose time of day CSV tells: minutes from UTC, 480 for China; 0 by default. */
                utc_offset_minutes?: number;
                status?: "queued" | "dialing" | "ringing" | "in_progress" | "ended";
                number?: string;
                words?: string;
                end_reason?: "completed" | "callee_hung_up" | "hung_up" | "no_answer" | "busy" | "rejected" | "unreachable" | "voicemail" | "wrong_number" | "no_response" | "time_limit" | "out_of_balance" | "model_failure" | "carrier_failure" | "interrupted" | "cancelled";
                /** @description Whether its goal was achieved; unknown: it is over, and that cannot be told. */
                goal?: "yes" | "no" | "unknown";
                campaign?: string;
                /** @description Accepted at this instant or later (RFC 3339). */
                from?: string;
                /** @description Accepted before this instant (RFC 3339). */
                to?: string;
                /** @description Whose calls: for the operator, signed in, any account’s id or all; for everybody else their own alone, which is the default. */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calls, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallWithTranscript"][];
                    "text/csv": string;
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listCampaigns: {
        parameters: {
            query?: {
                /** @description Whose calls: for the operator, signed in, any account’s id or all; for everybody else their own alone, which is the default. */
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The labels */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            campaigns: components["schemas"]["CampaignUse"][];
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The call */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["CallWithTranscript"];
                    };
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getTimeline: {
        parameters: {
            query?: {
                /** @description Only what happened after the event of this id. */
                after?: string;
                /** @description How many at most: 1 to 5000, 1000 by default. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events, in order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            events: components["schemas"]["LoggedCallEvent"][];
                            /** @description Ask for the next page with after=…; null: there is none yet. */
                            next_after: string | null;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    exportCall: {
        parameters: {
            query?: {
                format?: "json" | "csv";
                /** @description Of the headings of CSV. By default that of messages; a link cannot send Accept-Language. */
                language?: "zh" | "en";
                /** @description Whose time of day CSV tells: minutes from UTC, 480 for China; 0 by default. */
                utc_offset_minutes?: number;
            };
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        call_id: string;
                        account_id: string;
                        /** @description As it was written. */
                        phone: string;
                        phone_e164: string;
                        user_requirement: string;
                        persona: string | null;
                        opening_line: string | null;
                        language: string | null;
                        /** @description Null: as the service is configured. */
                        opening: ("say" | "wait") | null;
                        /** @description Null: as the service is configured. */
                        voicemail: (("hang_up" | "talk") | {
                            message: string;
                        }) | null;
                        /** @description Null: as the service is configured. */
                        record: boolean | null;
                        result_schema: {
                            [key: string]: unknown;
                        } | null;
                        callback_url: string | null;
                        metadata: {
                            [key: string]: unknown;
                        } | null;
                        /** @description The label under which it was placed with others. */
                        campaign: string | null;
                        priority: number;
                        /**
                         * Format: date-time
                         * @example 2026-12-01T01:00:00.000Z
                         */
                        not_before: string;
                        /** @enum {string} */
                        status: "queued" | "dialing" | "ringing" | "in_progress" | "ended";
                        carrier: string | null;
                        /**
                         * Format: date-time
                         * @example 2026-12-01T01:00:00.000Z
                         */
                        created_at: string;
                        started_at: string | null;
                        answered_at: string | null;
                        ended_at: string | null;
                        end_reason: ("completed" | "callee_hung_up" | "hung_up" | "no_answer" | "busy" | "rejected" | "unreachable" | "voicemail" | "wrong_number" | "no_response" | "time_limit" | "out_of_balance" | "model_failure" | "carrier_failure" | "interrupted" | "cancelled") | null;
                        end_detail: string | null;
                        /** @description Whole seconds from answer to end; null while it is not over. */
                        duration_seconds: number | null;
                        cost: number | null;
                        /** @constant */
                        currency: "CNY";
                        billed: boolean;
                        summary: string | null;
                        goal_achieved: boolean | null;
                        result: {
                            [key: string]: unknown;
                        } | null;
                        latency: components["schemas"]["TurnLatencyOutput"][] | null;
                        model_usage: components["schemas"]["CallModelUsage"];
                        /** @description The path of the recording at this very address; null where there is none. */
                        recording_url: string | null;
                        /** @description Of a rehearsal: which simulated callee answers. No phone rings, and nothing is charged. */
                        rehearsal: components["schemas"]["SimulatedCallee"] | null;
                        transcript: components["schemas"]["UtteranceOutput"][];
                        events: components["schemas"]["LoggedCallEvent"][];
                    };
                    "text/csv": string;
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getRecording: {
        parameters: {
            query?: never;
            header?: {
                /** @description One range of bytes (RFC 9110, 14.2). */
                range?: string;
            };
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recording */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                };
            };
            /** @description The part that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": string;
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found`, `recording_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `range_not_satisfiable` */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "range_not_satisfiable",
                     *       "message": "The range begins behind the end: there are  bytes.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    deleteRecording: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            call_id: string;
                        };
                    };
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found`, `recording_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getRecordingPeaks: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 8000, 1000 by default. */
                points?: number;
            };
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The peaks of both channels */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["RecordingPeaks"];
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found`, `recording_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    hangUp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What was done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            call_id: string;
                            /** @enum {string} */
                            outcome: "cancelled" | "hanging_up" | "already_ended";
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_elsewhere` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_elsewhere",
                     *       "message": "Another node runs this call: ask that node.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    callEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that was received: the stream goes on after it. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 1
                     *     event: state
                     *     data: {"type":"state","at_ms":0,"state":"dialing"}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`, `too_many_streams` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Account"];
                    };
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listLedger: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 500, 100 by default. */
                limit?: number;
                /** @description Only what is older than this id: the last one of the page before. */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the ledger */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            entries: components["schemas"]["LedgerEntry"][];
                            next_before: string | null;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: {
                /** @description `all`: those of every account, for the operator alone. `own` by default. */
                accounts?: "own" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: snapshot
                     *     data: {"now":"2026-11-21T10:12:07.345Z","queued_total":0,"calls":[]}
                     */
                    "text/event-stream": string;
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`, `too_many_streams` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The ticket */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ListeningTicket"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_elsewhere`, `call_not_in_progress` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_elsewhere",
                     *       "message": "Another node runs this call: ask that node.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`, `too_many_tickets` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    whisper: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Offer Thursday instead."
                 *     }
                 */
                "application/json": components["schemas"]["Whisper"];
            };
        };
        responses: {
            /** @description It was told */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            call_id: string;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_elsewhere`, `call_not_in_progress`, `call_ending`, `whisper_unsupported` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_elsewhere",
                     *       "message": "Another node runs this call: ask that node.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    pressKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "digits": "12#"
                 *     }
                 */
                "application/json": components["schemas"]["Keys"];
            };
        };
        responses: {
            /** @description They will be pressed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            call_id: string;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_elsewhere`, `call_not_in_progress`, `call_ending` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_elsewhere",
                     *       "message": "Another node runs this call: ask that node.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    takeOver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "listening_id": "vO3m1Yq0rT2k"
                 *     }
                 */
                "application/json": components["schemas"]["TakeOver"];
            };
        };
        responses: {
            /** @description The call is theirs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            call_id: string;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_elsewhere`, `call_not_in_progress`, `call_ending`, `call_taken_over`, `listening_over`, `take_over_unsupported` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_elsewhere",
                     *       "message": "Another node runs this call: ask that node.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    handBack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a call. */
                call_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "They agreed to Thursday: say goodbye."
                 *     }
                 */
                "application/json": components["schemas"]["HandBack"];
            };
        };
        responses: {
            /** @description The call is the AI’s */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            call_id: string;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_not_found",
                     *       "message": "There is no such call: check the call_id.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `call_elsewhere`, `call_not_in_progress`, `call_not_taken_over`, `whisper_unsupported` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "call_elsewhere",
                     *       "message": "Another node runs this call: ask that node.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user, or null */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            user: components["schemas"]["User"] | null;
                            session_id: string | null;
                            /** @description Whether a visitor may sign up. */
                            sign_up: boolean;
                            /** @description Whether whoever asks may sign in as the owner without a password: see docs/sign-in.md. */
                            local_sign_in: boolean;
                        };
                    };
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "owner@example.com",
                 *       "password": "a long sentence"
                 *     }
                 */
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Signed in by a cookie, for 30 days */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            user: components["schemas"]["User"];
                            session_id: string;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_failed` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_failed",
                     *       "message": "The e-mail address or the password is wrong.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description How many sessions. */
                            ended: number;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    signUp: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "owner@example.com",
                 *       "password": "a long sentence"
                 *     }
                 */
                "application/json": components["schemas"]["NewUser"];
            };
        };
        responses: {
            /** @description Signed up, and signed in by a cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            user: components["schemas"]["User"];
                            session_id: string;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `sign_up_closed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `email_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "email_taken",
                     *       "message": "Somebody has signed up with this e-mail address already: sign in instead.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    signInLocally: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Signed in by a cookie */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            user: components["schemas"]["User"];
                            session_id: string;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `local_sign_in_refused` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "current": "a long sentence",
                 *       "next": "another long sentence"
                 *     }
                 */
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            user: components["schemas"]["User"];
                            session_id: string;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required`, `sign_in_failed` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            sessions: components["schemas"]["Session"][];
                        };
                    };
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All but this one are over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description How many sessions. */
                            ended: number;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path: {
                /** @description The id of a session. */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is refused from its next request on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description How many sessions. */
                            ended: number;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `session_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "session_not_found",
                     *       "message": "There is no such session: it may have ended already.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, revoked ones too, without the keys themselves */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            keys: components["schemas"]["Key"][];
                        };
                    };
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "laptop"
                 *     }
                 */
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description The key, shown this once */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["MadeKey"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path: {
                /** @description The id of a key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, revoked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Key"];
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `key_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "key_not_found",
                     *       "message": "There is no such API key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    renameKey: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path: {
                /** @description The id of a key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "laptop"
                 *     }
                 */
                "application/json": components["schemas"]["KeyName"];
            };
        };
        responses: {
            /** @description The key */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Key"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `key_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "key_not_found",
                     *       "message": "There is no such API key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listSpending: {
        parameters: {
            query?: {
                /** @description How many days, with today: 1 to 366, 30 by default. */
                days?: number;
                /** @description Whose days: minutes from UTC, 480 for China; 0 by default. */
                utc_offset_minutes?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description Days on which something was charged, oldest first. */
                            days: {
                                /** Format: date */
                                day: string;
                                spent: number;
                                calls: number;
                            }[];
                            /** @constant */
                            currency: "CNY";
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listHolds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calls */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description Oldest first, at most 500. */
                            holds: {
                                call_id: string;
                                phone: string;
                                /** @enum {string} */
                                status: "queued" | "dialing" | "ringing" | "in_progress";
                                held: number;
                                /**
                                 * Format: date-time
                                 * @example 2026-12-01T01:00:00.000Z
                                 */
                                since: string;
                            }[];
                            /** @description Whether there are more than these. */
                            more: boolean;
                        };
                    };
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 200, 50 by default. */
                limit?: number;
                /** @description Only what is older than this id: the last one of the page before. */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            accounts: components["schemas"]["AccountOverview"][];
                            next_before: string | null;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getOneAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an account. */
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AccountOverview"];
                    };
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `account_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "account_not_found",
                     *       "message": "There is no such account.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    setAccount: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path: {
                /** @description The id of an account. */
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "running_calls": 20,
                 *       "rate_per_minute": 0.25
                 *     }
                 */
                "application/json": components["schemas"]["AccountTerms"];
            };
        };
        responses: {
            /** @description The account as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AccountOverview"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `account_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "account_not_found",
                     *       "message": "There is no such account.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    topUp: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
                "Idempotency-Key": string;
            };
            path: {
                /** @description The id of an account. */
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amount": 50,
                 *       "note": "paid by transfer"
                 *     }
                 */
                "application/json": components["schemas"]["TopUp"];
            };
        };
        responses: {
            /** @description The account as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["ToppedUp"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply`, `invalid_amount` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `account_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "account_not_found",
                     *       "message": "There is no such account.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `idempotency_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "idempotency_conflict",
                     *       "message": "This Idempotency-Key was used with another request: choose a new one.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listLedgerOf: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 500, 100 by default. */
                limit?: number;
                /** @description Only what is older than this id: the last one of the page before. */
                before?: string;
            };
            header?: never;
            path: {
                /** @description The id of an account. */
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the ledger */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            entries: components["schemas"]["LedgerEntry"][];
                            next_before: string | null;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `account_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "account_not_found",
                     *       "message": "There is no such account.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listSpendingOf: {
        parameters: {
            query?: {
                /** @description How many days, with today: 1 to 366, 30 by default. */
                days?: number;
                /** @description Whose days: minutes from UTC, 480 for China; 0 by default. */
                utc_offset_minutes?: number;
            };
            header?: never;
            path: {
                /** @description The id of an account. */
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description Days on which something was charged, oldest first. */
                            days: {
                                /** Format: date */
                                day: string;
                                spent: number;
                                calls: number;
                            }[];
                            /** @constant */
                            currency: "CNY";
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `account_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "account_not_found",
                     *       "message": "There is no such account.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listHoldsOf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of an account. */
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calls */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description Oldest first, at most 500. */
                            holds: {
                                call_id: string;
                                phone: string;
                                /** @enum {string} */
                                status: "queued" | "dialing" | "ringing" | "in_progress";
                                held: number;
                                /**
                                 * Format: date-time
                                 * @example 2026-12-01T01:00:00.000Z
                                 */
                                since: string;
                            }[];
                            /** @description Whether there are more than these. */
                            more: boolean;
                        };
                    };
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `account_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "account_not_found",
                     *       "message": "There is no such account.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getLimits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AccountLimits"];
                    };
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    setLimits: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "day_spending": 20,
                 *       "time_zone": "Asia/Shanghai"
                 *     }
                 */
                "application/json": components["schemas"]["OwnLimits"];
            };
        };
        responses: {
            /** @description The limits as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["AccountLimits"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `limit_above_bound` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The settings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            settings: components["schemas"]["Setting"][];
                        };
                    };
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    changeSettings: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "values": {
                 *         "RINGBACK_COUNTRIES": "CN,HK"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SettingChanges"];
            };
        };
        responses: {
            /** @description The settings as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            settings: components["schemas"]["Setting"][];
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `setting_locked`, `setting_needs_secret` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "setting_locked",
                     *       "message": "Set by the environment, and not changed here: . Change it there, and restart the service.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_setting` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_setting",
                     *       "message": "Not right: . data.problems says what to write.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    checkSettings: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "check": "carrier"
                 *     }
                 */
                "application/json": components["schemas"]["LiveCheck"];
            };
        };
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["LiveCheckResult"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request`, `operator_only` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listDoNotCall: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 500, 100 by default. */
                limit?: number;
                /** @description Only what comes behind this number: the last one of the page before. */
                after?: string;
                /** @description Digits of the number, or words of the note. */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the list, by number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            numbers: components["schemas"]["DoNotCallEntry"][];
                            next_after: string | null;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    addDoNotCall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13912345678",
                 *       "note": "asked by e-mail"
                 *     }
                 */
                "application/json": components["schemas"]["NewDoNotCall"];
            };
        };
        responses: {
            /** @description It is listed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            /** @description E.164. */
                            phone: string;
                            note: string | null;
                            /** @description The call in which the callee asked for it. */
                            call_id: string | null;
                            /** @description Who listed it; null: a key, a command, or the callee. */
                            added_by: string | null;
                            /**
                             * Format: date-time
                             * @example 2026-12-01T01:00:00.000Z
                             */
                            added_at: string;
                            /** @description False: it was listed before. */
                            added: boolean;
                        };
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply`, `invalid_phone` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    removeDoNotCall: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path: {
                /** @description A number, as the list has it. */
                phone: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is off the list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            phone: string;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `phone_not_listed` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "phone_not_listed",
                     *       "message": "The number is not on the do-not-call list.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createWebphoneTicket: {
        parameters: {
            query?: never;
            header: {
                /** @description Says that a page of this address asks. Other sites’ pages cannot send it. */
                "X-Requested-With": "ringback";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The ticket */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["WebphoneTicket"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `sign_in_required` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "sign_in_required",
                     *       "message": "Sign in first: an API key is not enough here.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    listWebphoneLinks: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 200, 50 by default. */
                limit?: number;
                /** @description Only what is older than this id: the last one of the page before. */
                before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of links, without their secrets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: {
                            links: components["schemas"]["WebphoneLink"][];
                            /** @description Ask for the next page with before=…; null: there is none. */
                            next_before: string | null;
                        };
                    };
                };
            };
            /** @description `invalid_request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    createWebphoneLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "valid_seconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["NewWebphoneLink"];
            };
        };
        responses: {
            /** @description The link */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["MadeWebphoneLink"];
                    };
                };
            };
            /** @description `invalid_request`, `invalid_json`, `invalid_utf8`, `invalid_text`, `nested_too_deeply` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "invalid_request",
                     *       "message": "The request is not right: user_requirement is missing.",
                     *       "data": {
                     *         "fields": [
                     *           {
                     *             "field": "user_requirement",
                     *             "problem": "missing"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `request_timeout` */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "request_timeout",
                     *       "message": "The request did not arrive in time: send it again.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "body_too_large",
                     *       "message": "The body is too large: 1048576 bytes at most. Send it in parts.",
                     *       "data": {
                     *         "limit": 1048576
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unsupported_media_type`, `unsupported_encoding` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unsupported_media_type",
                     *       "message": "The body must be JSON: send Content-Type: application/json.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    revokeWebphoneLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of a link. */
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["WebphoneLink"];
                    };
                };
            };
            /** @description `unauthorized` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "unauthorized",
                     *       "message": "The API key is missing or not valid: send a live key in the header X-API-Key.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `cross_site_request` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "cross_site_request",
                     *       "message": "Refused: another site’s page sent this request.",
                     *       "data": {
                     *         "why": "other_site"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `link_not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "link_not_found",
                     *       "message": "There is no such link.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": false,
                     *       "code": "rate_limited",
                     *       "message": "Too many requests: try again in 1 s.",
                     *       "data": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alive */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Ready */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Not ready, with the reasons */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus text format */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    home: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What this is and where its API is described */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        success: true;
                        message: string;
                        data: components["schemas"]["Home"];
                    };
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
}

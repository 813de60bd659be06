/**
 * The API's own shapes, under its own names: what a curl line prints and what the OpenAPI document says is what these types say. Money is
 * in CNY; instants are RFC 3339 text, in UTC.
 */

export type Role = 'assistant' | 'user';

/** What a call is for. */
interface CallWish {
  /** What to tell or find out, 1 to 4,000 characters. */
  user_requirement: string;
  /** Who the AI is, e.g. "the front desk of Lakeside Dental". */
  persona?: string;
  /** The exact first words, in place of the AI's own. */
  opening_line?: string;
  language?: 'zh' | 'en';
  /** Whether the first words come at once, or after the callee's own. Absent: as the service is configured; so are the next two. */
  opening?: 'say' | 'wait';
  /** What a mailbox gets. */
  voicemail?: Voicemail;
  /** Whether the talk is recorded. */
  record?: boolean;
  /** JSON Schema (2020-12) of what to find out. */
  result_schema?: Record<string, unknown>;
  /** Where the service posts the settled record, signed. */
  callback_url?: string;
  /** Not dialled before this instant. */
  not_before?: string;
  /** Kept with the call and given back with its record. */
  metadata?: Record<string, unknown>;
}

/** What a call is for, and whom it goes to. */
export interface NewCall extends CallWish {
  /** One number, or many separated by commas. Mainland numbers as people write them, or E.164. */
  phones: string;
}

/** The same for our own API. */
export interface NewCalls extends CallWish {
  /** 1 to 10,000 numbers, each as in {@link NewCall}. */
  phones: string[];
  /** Whole, −100 to 100: higher is called first among the account's own queued calls. 0 by default. */
  priority?: number;
  /** A label for calls that belong together, 1 to 100 characters. */
  campaign?: string;
}

/** Nothing, the same as a person, or a message after its beep, word for word (1 to 1,000 characters). */
export type Voicemail = 'hang_up' | 'talk' | { message: string };

export interface AcceptedCalls {
  /** In the order of `phones`. */
  call_ids: string[];
  /** The first of them. */
  provider_call_id: string;
  /** Each with the number as it was written. */
  calls: {
    call_id: string;
    phone: string;
    /** Where it waits for the calling hours of its callee: until then. */
    waits_until?: string;
  }[];
  /** Numbers that were named more than once, as written; each is called once. */
  repeated?: string[];
}

/** A request to try; what is left out of the brief is not checked. */
export type CallsToCheck = Omit<NewCalls, 'user_requirement'> & Partial<Pick<NewCalls, 'user_requirement'>>;

/** One number of a request that is tried. */
export interface CheckedNumber {
  /** As it was written. */
  phone: string;
  /** Null where it is no number. */
  phone_e164: string | null;
  /** ISO 3166; null where it is not known. */
  country: string | null;
  /** Null: it may be called. `reason` is a stable word, `message` is for people. */
  refused: { code: 'invalid_phone' | 'phone_not_allowed'; reason: string; message: string } | null;
  /** It was named before, and is called once. */
  repeats: boolean;
  /** Where it would wait for the calling hours of its callee: until then. */
  waits_until: string | null;
}

/** What calls may cost: a started minute of talk has its price, and an unanswered call none. */
export interface CallsEstimate {
  currency: 'CNY';
  rate_per_minute: number;
  /** Held when the calls are accepted: one minute of each. */
  first_minutes: number;
  /** What the account can spend now. */
  available: number;
  /** The first minutes can be held. */
  suffices: boolean;
  /** If every callee answers and talks into this minute; the last is the longest that a call may take. */
  if_all_talk: { minutes: number; cost: number }[];
  /** If these go as the account's latest calls went; null: there were fewer than ten. */
  by_history: { calls: number; answered: number; cost: number } | null;
}

/** What would come of a request for calls. */
export interface CallsCheck {
  /** This very request would be accepted. */
  acceptable: boolean;
  /** How many calls the numbers that may be called make. */
  calls: number;
  /** In the order of the numbers; a text that names several counts as several. */
  numbers: CheckedNumber[];
  /** For what it would be refused; the first is what placing it would answer. */
  problems: { code: string; message: string; data: Record<string, unknown> }[];
  estimate: CallsEstimate;
}

/** A simulated callee by its behaviour; `docs/simulated-callees.md` says what each does. */
export type SimulatedCallee =
  | 'confirms'
  | 'asks_to_repeat'
  | 'asks_a_question'
  | 'asks_who_is_calling'
  | 'asks_whether_ai'
  | 'hands_over'
  | 'talks_over'
  | 'murmurs_along'
  | 'gives_orders'
  | 'phone_menu'
  | 'confirms_tersely'
  | 'busy'
  | 'never_answers'
  | 'rejects'
  | 'unreachable'
  | 'voicemail'
  | 'wrong_person'
  | 'hangs_up_mid_sentence'
  | 'asks_never_to_be_called_again'
  | 'says_nothing';

/** The same brief as for a call; it rings at once, and its record is posted nowhere. */
export interface NewRehearsal extends Omit<CallWish, 'callback_url' | 'not_before'> {
  /** Who answers; `confirms` by default. */
  callee?: SimulatedCallee;
}

/** A rehearsal that was accepted. Its `call_id` is that of a call. */
export interface Rehearsal {
  call_id: string;
  callee: SimulatedCallee;
  /** The number of the simulated callee. */
  phone: string;
  /** What the callee speaks. */
  language: 'zh' | 'en';
}

export type CallStatus = 'queued' | 'dialing' | 'ringing' | 'in_progress' | 'ended';

/** Why a call is over; `docs/end-reasons.md` says what each means. */
export type EndReason =
  | 'completed'
  | 'callee_hung_up'
  | 'hung_up'
  | 'no_answer'
  | 'busy'
  | 'rejected'
  | 'unreachable'
  | 'voicemail'
  | 'wrong_number'
  | 'no_response'
  | 'time_limit'
  | 'out_of_balance'
  | 'model_failure'
  | 'carrier_failure'
  | 'interrupted'
  | 'cancelled';

/** Tokens by modality. */
export interface TokenCounts {
  text: number;
  audio: number;
  image: number;
}

/** What one answer of a model, or one transcription, used. */
export interface ModelUsage {
  kind: 'response' | 'transcription';
  model: string;
  input: TokenCounts;
  /** The part of the input that was cached. */
  cached: TokenCounts;
  output: TokenCounts;
  /** Of what is billed by time. */
  seconds: number | null;
  /** By the service's configured prices; null: they name no such model. */
  cost_usd: number | null;
}

/** What the model used in a whole call, also where nobody answered. */
export interface CallModelUsage {
  model: string;
  responses: number;
  transcriptions: number;
  input: TokenCounts;
  /** The part of the input that was cached. */
  cached: TokenCounts;
  output: TokenCounts;
  /** By the service's configured prices; null: they name none of the models. */
  cost_usd: number | null;
  /** Models that the prices do not name: `cost_usd` is without theirs. */
  unpriced: string[];
}

/** How fast the AI answered in one turn: milliseconds, null where that moment did not happen. */
export interface TurnLatency {
  /** 1 for the opening, counted in spoken order. */
  turn: number;
  /** From the callee's last sound (for the opening: from the answer) to the AI's first audio. */
  to_first_audio_ms: number | null;
  /** To the first audio given to the carrier. */
  to_carrier_ms: number | null;
  /** To the moment the callee began to hear it. */
  to_heard_ms: number | null;
}

interface CallInfoAlways {
  call_id: string;
  /** The number as it was written. */
  phones: string;
  user_requirement: string;
  /** Only there where it is one. */
  rehearsal?: true;
  created_at: string;
}

/** The record of a call that is over. */
export interface SettledCallInfo extends CallInfoAlways {
  status: 'ended';
  end_reason: EndReason | null;
  /** Whole seconds from answer to end, 0 if it was never answered. */
  duration_seconds: number;
  cost: number;
  /** True once the ledger has it. */
  billed: boolean;
  call_content: { role: Role; content: string }[];
  /** Why it is over, as a short sentence. */
  provider_response: string;
  started_at: string | null;
  answered_at: string | null;
  ended_at: string | null;
  summary: string | null;
  result: Record<string, unknown> | null;
  /** Null where it cannot be told. */
  goal_achieved: boolean | null;
  recording_url: string | null;
  latency: TurnLatency[];
}

/** The record of a call that is not over: what the end brings is not there. */
export type OpenCallInfo = CallInfoAlways & {
  status: Exclude<CallStatus, 'ended'>;
  started_at?: string;
  answered_at?: string;
} & {
  [Field in Exclude<keyof SettledCallInfo, keyof CallInfoAlways | 'status' | 'started_at' | 'answered_at'>]?: undefined;
};

/** A call's record. Ask {@link isOver} which of the two it is. */
export type CallInfo = OpenCallInfo | SettledCallInfo;

/** True once the call is over; its record then has everything. */
export function isOver(info: CallInfo): info is SettledCallInfo {
  return info.duration_seconds !== undefined;
}

/** One finished thing said. `started_at_ms` and `ended_at_ms` are milliseconds from the call's start. */
export interface Utterance {
  utterance_id: string;
  role: Role;
  /** What was really said: of an interrupted utterance, what the callee had heard. */
  text: string;
  started_at_ms: number;
  ended_at_ms: number;
  interrupted: boolean;
}

/** A call as our own API gives it: every field at all times, null where it is not known (yet). */
export interface Call {
  call_id: string;
  account_id: string;
  /** As it was written. */
  phone: string;
  phone_e164: string;
  user_requirement: string;
  persona: string | null;
  opening_line: string | null;
  language: string | null;
  opening: 'say' | 'wait' | null;
  voicemail: Voicemail | null;
  record: boolean | null;
  result_schema: Record<string, unknown> | null;
  callback_url: string | null;
  metadata: Record<string, unknown> | null;
  /** The label under which it was placed with others. */
  campaign: string | null;
  priority: number;
  not_before: string;
  status: CallStatus;
  carrier: string | null;
  created_at: string;
  started_at: string | null;
  answered_at: string | null;
  ended_at: string | null;
  end_reason: EndReason | null;
  /** For people, e.g. what the carrier said. */
  end_detail: string | null;
  /** Whole seconds from answer to end. */
  duration_seconds: number | null;
  cost: number | null;
  currency: 'CNY';
  billed: boolean;
  summary: string | null;
  goal_achieved: boolean | null;
  result: Record<string, unknown> | null;
  latency: TurnLatency[] | null;
  /** Null while it is not over, and where there was no model. */
  model_usage: CallModelUsage | null;
  /** The path of the recording at the service's address; null where there is none. */
  recording_url: string | null;
  /** Of a rehearsal: which simulated callee answers. No phone rings, and nothing is charged. */
  rehearsal: SimulatedCallee | null;
}

export interface CallWithTranscript extends Call {
  transcript: Utterance[];
}

/** Which calls are looked for; what is absent does not matter. */
export interface CallFilter {
  status?: CallStatus;
  /** Part of the phone number, in any notation. */
  number?: string;
  /** Words that occur in what the call was for, its summary or, once it is over, its transcript: all of them, in any order. */
  words?: string;
  end_reason?: EndReason;
  /** Whether its goal was achieved; `unknown`: it is over, and that cannot be told. */
  goal?: 'yes' | 'no' | 'unknown';
  campaign?: string;
  /** Accepted at this instant (RFC 3339) or later. */
  from?: string;
  /** Accepted before this instant. */
  to?: string;
  /** For the operator, signed in: any account's id, or `all`. By default one's own account. */
  account?: string;
}

/** A file for people or for other programs. */
export interface CallsFileFormat {
  /** JSON by default. */
  format?: 'json' | 'csv';
  /** Of the headings of CSV; absent: the language of messages. */
  language?: 'zh' | 'en';
  /** Whose time of day CSV tells: minutes from UTC, 480 for China; 0 by default. */
  utc_offset_minutes?: number;
}

/** A label that calls have. */
export interface CampaignUse {
  campaign: string;
  calls: number;
  /** When its newest call was accepted. */
  last_call_at: string;
}

/** How loud a recording is, in parts of equal length: the loudest sample of each, 0 to 255. */
export interface RecordingPeaks {
  duration_ms: number;
  callee: number[];
  assistant: number[];
}

/** A WAV file of two channels: the callee left, the AI right. */
export interface CallRecording {
  /** Bytes of `body`. */
  size: number;
  body: ReadableStream<Uint8Array>;
}

export interface Balance {
  /** What can still be spent. */
  balance: number;
  currency: 'CNY';
  /** Held for queued and running calls. */
  frozen: number;
  /** Price of a started minute of talk. */
  rate_per_minute: number;
}

export interface Account {
  account_id: string;
  name: string;
  language: 'zh' | 'en';
  balance: number;
  frozen: number;
  currency: 'CNY';
  rate_per_minute: number;
  limits: {
    running_calls: number;
    /** Null: no limit. */
    requests_per_second: number | null;
    streams: number;
    phones_per_request: number;
    /** ISO 3166; null: the service's own list. */
    countries: string[] | null;
  };
  /** True: no real phone rings. */
  simulated: boolean;
  line: Line;
}

/** What calls go over, and about what that costs its operator. */
export interface Line {
  carrier: string;
  conversation: string;
  /** Null: no model. */
  model: string | null;
  /** US dollars for a minute of talk, roughly; null: nothing, or not known. */
  usd_per_minute: { carrier: number | null; model: number | null };
  /** Hours of the callee's own day, e.g. `08:00-21:00`; null: at any hour. */
  calling_hours: string | null;
  recording: 'off' | 'asked' | 'on';
}

/** A link by which somebody answers one call in their browser: place the call to `to`. */
export interface WebphoneLink {
  link_id: string;
  to: string;
  /** `called`: its call was accepted and not answered yet; `used`: its call was answered, declined, or is over. */
  state: 'open' | 'called' | 'used' | 'expired' | 'revoked';
  created_at: string;
  expires_at: string;
  /** Its call; null: there is none yet. */
  call_id: string | null;
  used_at: string | null;
}

/** A link that was just made. Its `path`, with the secret behind its `#`, is in this answer and nowhere else. */
export interface MadeWebphoneLink extends WebphoneLink {
  /** The page that whoever is called opens, at the service's address. */
  path: string;
}

export interface LedgerEntry {
  entry_id: string;
  kind: 'opening' | 'topup' | 'hold' | 'release' | 'charge';
  /** Positive adds, negative takes. */
  amount: number;
  call_id: string | null;
  note: string;
  created_at: string;
}

export interface HangUp {
  call_id: string;
  outcome: 'cancelled' | 'hanging_up' | 'already_ended';
}

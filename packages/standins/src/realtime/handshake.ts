import type { IncomingMessage } from 'node:http';
import type { RealtimeFaults } from './faults.js';

/** What a connection brought. */
export interface Admission {
  /** Null: none, or none that is let in. */
  key: string | null;
  model: string | null;
  knownModel: boolean;
  beta: boolean;
}

export interface AdmissionRefusal {
  error: { type: string; code: string; message: string; param: string | null; event_id: null };
  closeCode: number;
  closeReason: string;
}

/** Reads the key (a bearer, or the subprotocol that browsers use), the model and the forbidden beta header. */
export function admission(
  request: IncomingMessage,
  keys: readonly string[] | undefined,
  models: readonly string[],
): Admission {
  const { searchParams } = new URL(request.url ?? '/', 'http://standin');
  const model = searchParams.get('model');
  const key = keyOf(request);
  return {
    key: key !== null && (keys === undefined || keys.includes(key)) ? key : null,
    model,
    knownModel: model !== null && models.includes(model),
    beta: request.headers['openai-beta'] !== undefined,
  };
}

function keyOf({ headers }: IncomingMessage): string | null {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const prefix = 'openai-insecure-api-key.';
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  const given = protocols.find((each) => each.startsWith(prefix))?.slice(prefix.length);
  return given === undefined || given === '' ? null : given;
}

/** Why it is not let in: told in-band after the handshake, then the socket is closed. Null: it is let in. */
export function refusalOf(admitted: Admission, fault: RealtimeFaults['refuse']): AdmissionRefusal | null {
  if (admitted.beta) {
    return refusal(
      4000,
      'beta_api_shape_disabled',
      'The Realtime Beta API is no longer supported. Please use /v1/realtime without the OpenAI-Beta header.',
    );
  }
  if (admitted.key === null || fault === 'invalid_api_key') {
    return refusal(3000, 'invalid_api_key', 'Incorrect API key provided. You can find your API key in your dashboard.');
  }
  if (fault === 'insufficient_quota') {
    return refusal(
      4000,
      'insufficient_quota',
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
    );
  }
  if (admitted.model === null || admitted.model === '') {
    return refusal(4000, 'missing_model', 'You must provide a model parameter.', 'invalid_request_error', 'model');
  }
  if (!admitted.knownModel || fault === 'invalid_model') {
    const message = `Model "${admitted.model}" is not supported in realtime mode.`;
    return refusal(4000, 'invalid_model', message, 'invalid_request_error', 'model');
  }
  return null;
}

function refusal(
  closeCode: number,
  code: string,
  message: string,
  type = 'invalid_request_error',
  param: string | null = null,
): AdmissionRefusal {
  return { error: { type, code, message, param, event_id: null }, closeCode, closeReason: `${type}.${code}` };
}

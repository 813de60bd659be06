import { RingbackError } from '../../errors.js';

/** Why a session could not be had, or ended. */
export interface SessionFailure {
  /** A code of the service, else of the socket. */
  code: string;
  /** Where it is of no use to try again: what to tell. */
  fatal: RingbackError | null;
}

/**
 * @param code of an `error` event, of a failed response, or the part behind the last dot of a close's reason.
 * @returns what to tell where trying again is of no use; null where it may help.
 */
export function fatalOf(code: string): RingbackError | null {
  switch (code) {
    case 'invalid_api_key':
    case 'invalid_authentication':
    case 'account_deactivated':
      return refusedKey();
    case 'insufficient_quota':
    case 'billing_hard_limit_reached':
      return new RingbackError(
        'model_quota_exceeded',
        'the account of the model has used up its quota: add credit, or raise its limit',
      );
    case 'invalid_model':
    case 'model_not_found':
    case 'missing_model':
    case 'DeploymentNotFound':
    case 'OperationNotSupported':
      return unknownModel();
    case 'beta_api_shape_disabled':
      return new RingbackError(
        'model_refused',
        'the service does not speak this protocol: check the base URL and the headers',
      );
    default:
      return null;
  }
}

/** What an HTTP answer in place of the handshake means. */
export function handshakeFailure(status: number): SessionFailure {
  const code = `http_${status}`;
  if (status === 401 || status === 403) return { code, fatal: refusedKey() };
  if (status === 404 || status === 400) return { code, fatal: unknownModel() };
  return { code, fatal: null };
}

/** What a close means (3000: the key; 4000, 4004: the reason tells). */
export function closeFailure(closeCode: number, reason: string): SessionFailure {
  const code = reason.slice(reason.lastIndexOf('.') + 1);
  const fatal = fatalOf(code) ?? (closeCode === 3000 ? refusedKey() : null);
  return { code: fatal === null ? `closed_${closeCode}` : code, fatal };
}

export const unreachable = (): RingbackError =>
  new RingbackError('model_unreachable', 'the model could not be reached: check its base URL and the network', {
    retryable: true,
  });

export const sessionLost = (): RingbackError =>
  new RingbackError(
    'model_session_lost',
    'the session with the model broke off, and two more tries to take it up failed',
    {
      retryable: true,
    },
  );

export const responseFailed = (code: string): RingbackError =>
  new RingbackError(
    'model_failed',
    'the model failed to answer twice in a row: see what its service says of its state',
    {
      retryable: true,
      details: { code },
    },
  );

export const settingsRefused = (param: string): RingbackError =>
  new RingbackError(
    'model_refused',
    'the model refused even the plainest settings: check that it speaks µ-law (audio/pcmu)',
    {
      details: { param },
    },
  );

function refusedKey(): RingbackError {
  return new RingbackError('model_key_refused', 'the service of the model refused the key: check OPENAI_API_KEY');
}

function unknownModel(): RingbackError {
  return new RingbackError(
    'model_unknown',
    'the service has no such realtime model: check the name of the model (on Azure, of the deployment) and the base URL',
  );
}

import type { AgentEvent, HostRuntime } from '../host.js';

/** The session that is to be told, and which agent's. */
export interface Session {
  sessionKey: string;
  agentId?: string;
}

/**
 * The queue of events that the host keeps for each session, in memory, and shows to the agent in its next turn. `put` also asks for that turn.
 */
export interface SessionQueue {
  /** False where this host cannot, or does not, take it. */
  put(callId: string, text: string, session: Session): Promise<boolean>;
  /** Whether it still waits there; null where this host does not tell. */
  holds(callId: string, session: Session): Promise<boolean | null>;
  /** Calls `ended` whenever a turn of an agent is over. Returns what stops that. */
  onTurn(ended: (sessionKey: string, failed: boolean) => void): () => void;
}

/** What of `openclaw/plugin-sdk/system-event-runtime` is used. */
interface SystemEvents {
  peekSystemEventEntries?(sessionKey: string, agentId?: string): { contextKey?: string | null }[];
}

/** Turned into a variable so that no bundler looks for it: the host has it. */
const SYSTEM_EVENTS: string = 'openclaw/plugin-sdk/system-event-runtime';

/** The queue of the gateway that this plugin runs in. */
export class HostSessionQueue implements SessionQueue {
  readonly #runtime: HostRuntime;
  readonly #load: () => Promise<SystemEvents>;
  #events: Promise<SystemEvents> | undefined;

  constructor(runtime: HostRuntime, load: () => Promise<SystemEvents> = () => import(SYSTEM_EVENTS)) {
    this.#runtime = runtime;
    this.#load = load;
  }

  async put(callId: string, text: string, { sessionKey, agentId }: Session): Promise<boolean> {
    const { system } = this.#runtime;
    if (system?.enqueueSystemEvent === undefined || system.requestHeartbeat === undefined) return false;
    const session = { sessionKey, ...(agentId === undefined ? {} : { agentId }) };
    const taken = system.enqueueSystemEvent(text, { ...session, contextKey: contextKey(callId) });
    // What is there already is not taken twice.
    if (!taken && (await this.holds(callId, session)) !== true) return false;
    // As the host's own hook asks for it: with `intent: 'event'` every wake but the first waits until the next heartbeat is due, half an hour, and
    // with another source an agent whose heartbeats are off is never woken.
    system.requestHeartbeat({ source: 'hook', intent: 'immediate', reason: 'hook:supercall', ...session });
    return true;
  }

  async holds(callId: string, { sessionKey, agentId }: Session): Promise<boolean | null> {
    try {
      this.#events ??= this.#load();
      const { peekSystemEventEntries } = await this.#events;
      if (peekSystemEventEntries === undefined) return null;
      return peekSystemEventEntries(sessionKey, agentId).some((entry) => entry.contextKey === contextKey(callId));
    } catch {
      return null;
    }
  }

  onTurn(ended: (sessionKey: string, failed: boolean) => void): () => void {
    const listen = this.#runtime.events?.onAgentEvent;
    if (listen === undefined) return () => undefined;
    return listen(({ stream, sessionKey, data }: AgentEvent) => {
      if (stream !== 'lifecycle' || sessionKey === undefined) return;
      if (data.phase === 'end' || data.phase === 'error') ended(sessionKey, data.phase === 'error');
    });
  }
}

/** The host writes them in lower case. */
function contextKey(callId: string): string {
  return `supercall:${callId}`.toLowerCase();
}

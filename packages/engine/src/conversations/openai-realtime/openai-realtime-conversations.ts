import { RingbackError } from '../../errors.js';
import type {
  Conversation,
  ConversationCapabilities,
  ConversationListener,
  ConversationRequest,
  Conversations,
} from '../conversation.js';
import { OpenaiRealtimeConversation } from './openai-realtime-conversation.js';
import { type OpenaiRealtimeOptions, type RealtimeSettings, realtimeSettings } from './realtime-options.js';

/**
 * Conversations that a speech model holds over OpenAI's Realtime API (GA, WebSocket), or over a service that speaks like it: µ-law both
 * ways, from the phone to the model and back, as it came.
 */
export class OpenaiRealtimeConversations implements Conversations {
  readonly name = 'openai-realtime';
  readonly capabilities: ConversationCapabilities;
  readonly #settings: RealtimeSettings;
  readonly #open = new Set<OpenaiRealtimeConversation>();
  readonly #closing = new Set<Promise<void>>();
  #closed = false;

  /** @throws RingbackError `invalid_model_settings` for options that cannot be. */
  constructor(options: OpenaiRealtimeOptions) {
    this.#settings = realtimeSettings(options);
    this.capabilities = {
      codec: 'pcmu',
      understands: 'audio',
      truncates: this.#settings.dialect.truncates,
      prepares: this.#settings.prewarm === 'opening',
      repeatsItself: false,
      whispers: true,
    };
  }

  /** @throws RingbackError `conversations_closed` after `close`. */
  open(request: ConversationRequest, listener: ConversationListener): Conversation {
    if (this.#closed) {
      throw new RingbackError('conversations_closed', 'the realtime conversations are closed: open no call after that');
    }
    const conversation: OpenaiRealtimeConversation = new OpenaiRealtimeConversation(
      request,
      listener,
      this.#settings,
      () => {
        this.#open.delete(conversation);
        const closed = conversation.closed;
        this.#closing.add(closed);
        void closed.then(() => this.#closing.delete(closed));
      },
    );
    this.#open.add(conversation);
    return conversation;
  }

  /** Resolves when no socket is left. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const conversation of [...this.#open]) conversation.close();
    await Promise.all(this.#closing);
  }
}

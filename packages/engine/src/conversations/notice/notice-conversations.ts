import { RingbackError } from '../../errors.js';
import type { Synthesiser } from '../../speech/synthesiser.js';
import type {
  Conversation,
  ConversationCapabilities,
  ConversationListener,
  ConversationRequest,
  Conversations,
} from '../conversation.js';
import { KeypadConversation } from './keypad-conversation.js';
import { NoticeConversation } from './notice-conversation.js';

/**
 * Conversations that give a spoken notice: deterministic, offline, in Mandarin and English, without a model and without a key. They
 * understand the callee by captions where the carrier gives them; where it does not, they hear that somebody speaks, and ask for keys.
 */
export class NoticeConversations implements Conversations {
  readonly name = 'notice';
  readonly capabilities: ConversationCapabilities = {
    codec: 'pcmu',
    understands: 'captions_or_keys',
    truncates: true,
    prepares: true,
    repeatsItself: true,
    whispers: false,
  };
  readonly #synthesiser: Synthesiser;
  readonly #open = new Set<Conversation>();
  #closed = false;

  /**
   * @param options.synthesiser belongs to the caller, who closes it. It should keep what it made (`CachingSynthesiser`): every call says
   * the same phrases.
   */
  constructor(options: { synthesiser: Synthesiser }) {
    this.#synthesiser = options.synthesiser;
  }

  /** @throws RingbackError `conversations_closed` after `close`. */
  open(request: ConversationRequest, listener: ConversationListener): Conversation {
    if (this.#closed) {
      throw new RingbackError('conversations_closed', 'the notice conversations are closed: open no call after that');
    }
    const Kind = request.captions === false ? KeypadConversation : NoticeConversation;
    const conversation: Conversation = new Kind(request, listener, this.#synthesiser, () =>
      this.#open.delete(conversation),
    );
    this.#open.add(conversation);
    return conversation;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const conversation of [...this.#open]) conversation.close();
  }
}

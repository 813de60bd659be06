import type { RealtimeFaults } from './faults.js';
import type { Transcription } from './session-config.js';
import type { Entry } from './session-items.js';
import { textTokens, userAudioTokens } from './tokens.js';
import type { Unnumbered } from './wire.js';

/**
 * Tells what a user's audio says, and shows it in the item from then on.
 *
 * @param recognised rejects where the audio could not be understood: the transcription has failed then.
 */
export async function transcribe(
  entry: Entry,
  recognised: Promise<string>,
  { model }: Transcription,
  fault: RealtimeFaults['transcription'],
  send: (event: Unnumbered) => void,
): Promise<void> {
  const ids = { item_id: entry.item.id, content_index: 0 };
  let words: string;
  try {
    words = await recognised;
    if (fault === 'failed') throw new Error('the audio could not be transcribed');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    send({
      type: 'conversation.item.input_audio_transcription.failed',
      ...ids,
      error: {
        type: 'transcription_error',
        code: 'transcription_failed',
        message: `Input transcription failed for item '${entry.item.id}': ${why}`,
      },
    });
    return;
  }
  const { item, heard } = entry;
  if (item.type === 'message' && item.role === 'user') item.content = [{ type: 'input_audio', transcript: words }];
  if (words !== '') send({ type: 'conversation.item.input_audio_transcription.delta', ...ids, delta: words });
  const ms = heard?.ms ?? 0;
  const input = userAudioTokens(ms);
  const output = textTokens(words);
  send({
    type: 'conversation.item.input_audio_transcription.completed',
    ...ids,
    transcript: words,
    // Whisper is billed by the second, the others by tokens.
    usage: model.includes('whisper')
      ? { type: 'duration', seconds: ms / 1000 }
      : {
          type: 'tokens',
          total_tokens: input + output,
          input_tokens: input,
          input_token_details: { text_tokens: 0, audio_tokens: input },
          output_tokens: output,
        },
  });
}

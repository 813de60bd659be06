import { Readable } from 'node:stream';
import type { CallRecord } from '../../calls/call-record.js';
import { recordingPeaks } from '../../recordings/peaks.js';
import type { StoredRecording } from '../../recordings/recordings.js';
import { byteRange } from '../byte-range.js';
import { success } from '../envelope.js';
import { recordingNotFound } from '../errors.js';
import { foundCall } from '../found-call.js';
import type { HttpOptions } from '../http-options.js';
import { successMessage } from '../messages.js';
import { type Route, route } from '../route.js';
import { callParams, PEAKS, peaksAnswer, peaksQuery, rangeHeader, removedRecordingAnswer } from './schemas.js';

const tag = 'Recordings';
const path = '/v1/calls/{call_id}/recording';

/** What was heard in a call. */
export function recordingRoutes({ calls, recordings }: HttpOptions): Route[] {
  async function stored(record: CallRecord): Promise<StoredRecording> {
    // Until the call is over, the file is being written.
    const found = record.recordingUrl === null ? null : await recordings.find(record.callId);
    if (found === null) throw recordingNotFound();
    return found;
  }

  return [
    route({
      method: 'GET',
      path,
      access: 'key',
      operationId: 'getRecording',
      summary: 'Listen to a call',
      description:
        'A WAV file of two channels, 16-bit PCM at 8,000 Hz: the callee left, the AI right. There once the call is over, where it was recorded on this node. Takes a range of bytes.',
      tag,
      params: callParams,
      headers: rangeHeader,
      answers: {
        200: { description: 'The recording', contentType: 'audio/wav' },
        206: { description: 'The part that was asked for', contentType: 'audio/wav' },
      },
      failures: ['call_not_found', 'recording_not_found', 'range_not_satisfiable'],
      async handle({ params, account, signedIn, request, reply }) {
        const recording = await stored(await foundCall(calls, { account, signedIn }, params.call_id));
        const { size } = recording;
        const range = byteRange(request.headers.range, size);
        const { start, end } = range ?? { start: 0, end: size - 1 };
        reply
          .code(range === null ? 200 : 206)
          .type('audio/wav')
          .header('accept-ranges', 'bytes')
          .header('content-length', end - start + 1);
        if (range !== null) reply.header('content-range', `bytes ${start}-${end}/${size}`);
        // An empty stream, not an empty text: that would be told as the length.
        return reply.send(request.method === 'HEAD' ? Readable.from([]) : recording.read(start, end));
      },
    }),
    route({
      method: 'GET',
      path: `${path}/peaks`,
      access: 'key',
      operationId: 'getRecordingPeaks',
      summary: 'How loud each part of a recording is',
      description: 'For drawing it: a browser that reckons this itself has to load and decode all of it first.',
      tag,
      params: callParams,
      query: peaksQuery,
      answers: { 200: { description: 'The peaks of both channels', schema: peaksAnswer } },
      failures: ['call_not_found', 'recording_not_found'],
      async handle({ params, query, account, signedIn, language }) {
        const recording = await stored(await foundCall(calls, { account, signedIn }, params.call_id));
        const peaks = await recordingPeaks(recording, query.points ?? PEAKS);
        if (peaks === null) throw recordingNotFound();
        const [callee, assistant] = peaks.channels;
        return success(successMessage('ok', {}, language), { duration_ms: peaks.durationMs, callee, assistant });
      },
    }),
    route({
      method: 'DELETE',
      path,
      access: 'key',
      operationId: 'deleteRecording',
      summary: 'Remove a call’s recording for good',
      tag,
      params: callParams,
      answers: { 200: { description: 'It is gone', schema: removedRecordingAnswer } },
      failures: ['call_not_found', 'recording_not_found'],
      async handle({ params, account, signedIn, language }) {
        const record = await foundCall(calls, { account, signedIn }, params.call_id);
        await stored(record);
        await recordings.remove(record.callId);
        await calls.forgetRecording(record.callId);
        return success(successMessage('recording_removed', {}, language), { call_id: record.callId });
      },
    }),
  ];
}

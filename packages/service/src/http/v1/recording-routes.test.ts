import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeWav } from '@ringback/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, startTestServer, type TestServer } from '../test-server.js';

let server: TestServer;
const wav = Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251));

beforeAll(async () => {
  server = await startTestServer({ mayRecord: true });
});
afterAll(() => server.close());

function ask(method: string, callId: string, headers: Record<string, string> = {}, key = server.key) {
  return fetch(`${server.url}/v1/calls/${callId}/recording`, { method, headers: { 'x-api-key': key, ...headers } });
}

async function newCall(): Promise<string> {
  const response = await fetch(`${server.url}/v1/calls`, {
    method: 'POST',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify({ phones: ['13800138000'], user_requirement: '通知', record: true }),
  });
  return (await bodyOf(response)).data.call_ids[0];
}

async function recordedCall(): Promise<string> {
  const callId = await newCall();
  const call = server.call(callId);
  await call.dial();
  await call.answer();
  const path = server.recordings.path(callId);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, wav);
  expect((await ask('GET', callId)).status, 'while it is being written').toBe(404);
  await call.end('completed', { recording_url: `/v1/calls/${callId}/recording` });
  return callId;
}

describe('GET /v1/calls/{call_id}/recording', () => {
  it('gives the whole file, at the address that the record names', async () => {
    const callId = await recordedCall();
    const record = await fetch(`${server.url}/v1/calls/${callId}`, { headers: { 'x-api-key': server.key } });
    const { recording_url } = (await bodyOf(record)).data;
    const response = await fetch(server.url + recording_url, { headers: { authorization: `Bearer ${server.key}` } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(Buffer.from(await response.arrayBuffer()).equals(wav)).toBe(true);
  });

  it('gives a range of it', async () => {
    const callId = await recordedCall();
    const response = await ask('GET', callId, { range: 'bytes=100-299' });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 100-299/10000');
    expect(response.headers.get('content-length')).toBe('200');
    expect(Buffer.from(await response.arrayBuffer()).equals(wav.subarray(100, 300))).toBe(true);
    const beyond = await ask('GET', callId, { range: 'bytes=10000-' });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe('bytes */10000');
    expect((await bodyOf(beyond)).code).toBe('range_not_satisfiable');
  });

  it('tells its size alone where only that is asked', async () => {
    const response = await ask('HEAD', await recordedCall());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('10000');
    expect(await response.text()).toBe('');
  });

  it('is its owner’s alone: another account learns nothing, and nobody without a key', async () => {
    const callId = await recordedCall();
    const { key } = await server.newAccount(`other-${callId}`);
    for (const method of ['GET', 'DELETE']) {
      const foreign = await ask(method, callId, {}, key);
      expect([foreign.status, (await bodyOf(foreign)).code]).toEqual([404, 'call_not_found']);
      expect((await ask(method, callId, {}, 'sk_wrong')).status).toBe(401);
    }
    expect((await ask('GET', callId)).status).toBe(200);
  });

  it('names no file outside of the folder', async () => {
    for (const id of ['..%2f..%2fetc%2fpasswd', '%2e%2e', 'a%00b'])
      expect((await ask('GET', id)).status, id).not.toBe(200);
  });

  it('says so where a call has none, or its file is gone', async () => {
    const none = await ask('GET', await newCall());
    expect([none.status, (await bodyOf(none)).code]).toEqual([404, 'recording_not_found']);
    const callId = await recordedCall();
    await server.recordings.remove(callId);
    expect((await ask('GET', callId)).status).toBe(404);
  });
});

describe('GET /v1/calls/{call_id}/recording/peaks', () => {
  it('gives how loud both sides are, to its owner alone', async () => {
    const callId = await recordedCall();
    const sound = encodeWav([Int16Array.from({ length: 8_000 }, () => 16_384), new Int16Array(8_000)], 8_000);
    await writeFile(server.recordings.path(callId), sound);
    const peaks = (more: string, key = server.key) =>
      fetch(`${server.url}/v1/calls/${callId}/recording/peaks${more}`, { headers: { 'x-api-key': key } });
    const response = await peaks('?points=2');
    expect(response.status).toBe(200);
    expect((await bodyOf(response)).data).toEqual({ duration_ms: 1_000, callee: [128, 128], assistant: [0, 0] });
    expect((await bodyOf(await peaks(''))).data.callee).toHaveLength(1_000);
    expect((await peaks('?points=0')).status).toBe(400);
    const { key } = await server.newAccount(`peaks-${callId}`);
    expect((await bodyOf(await peaks('', key))).code).toBe('call_not_found');
    await ask('DELETE', callId);
    expect((await bodyOf(await peaks(''))).code).toBe('recording_not_found');
  });

  it('has none of a file that is no recording of ours', async () => {
    const callId = await recordedCall();
    const response = await fetch(`${server.url}/v1/calls/${callId}/recording/peaks`, {
      headers: { 'x-api-key': server.key },
    });
    expect([response.status, (await bodyOf(response)).code]).toEqual([404, 'recording_not_found']);
  });
});

describe('DELETE /v1/calls/{call_id}/recording', () => {
  it('removes the file and its address for good', async () => {
    const callId = await recordedCall();
    const response = await ask('DELETE', callId);
    expect(response.status).toBe(200);
    expect((await bodyOf(response)).data).toEqual({ call_id: callId });
    await expect(stat(server.recordings.path(callId))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await server.calls.find(server.account.id, callId))?.recordingUrl).toBeNull();
    expect((await ask('GET', callId)).status).toBe(404);
    expect((await ask('DELETE', callId)).status).toBe(404);
  });
});

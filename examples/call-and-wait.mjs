// Places one call, prints the conversation as it is spoken, then what it came to.
import { RingbackClient } from '@ringback/client';

const client = new RingbackClient({
  baseUrl: process.env.STEPONEAI_API_BASE ?? 'http://127.0.0.1:7464',
  apiKey: process.env.STEPONEAI_API_KEY,
});

const { call_ids } = await client.initiateCall({
  phones: '13800138000',
  user_requirement: '通知张先生明天上午9点在三楼会议室开会',
});

const call = await client.waitForCall(call_ids[0], {
  onEvent: ({ type, utterance }) => type === 'utterance' && console.log(`${utterance.role}: ${utterance.text}`),
});
console.log(`${call.end_reason}, ${call.duration_seconds} s, ¥${call.cost}: ${call.summary}`);

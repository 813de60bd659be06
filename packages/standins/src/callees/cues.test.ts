import { describe, expect, it } from 'vitest';
import { type Cue, cuesOf } from './cues.js';

/** Lines of callers of many kinds, and what a person who listens with half an ear catches of them. */
const HEARD: readonly (readonly [string, ...Cue[]])[] = [
  ['您好，请问是张伟先生吗？', 'asks_identity'],
  ['请问是张伟本人吗', 'asks_identity'],
  ['您好，我是人工智能语音助手，受李经理委托给您打电话。请问您是张先生吗？', 'introduces', 'asks_identity'],
  ['请问您贵姓？', 'asks_identity'],
  ['我想找王老师，请问您是王老师吗？', 'asks_identity'],
  ['Hello, am I speaking with Mr Chen?', 'asks_identity'],
  ['Hi, is this Ms. Smith?', 'asks_identity'],
  ['May I speak to Dr. Jones, please?', 'asks_identity'],
  ['Could you please confirm, are you John Smith?', 'asks_identity'],
  ['如果您是张先生，请说是，或者按1；如果不是，请按2。', 'asks_identity', 'tells'],
  ['Are you free tomorrow?', 'asks'],
  ['通知您明天上午9点开会。', 'tells'],
  ['明天上午九点在三楼会议室开会', 'tells'],
  ['The meeting has moved to Friday at 9.30 a.m. in room two.', 'tells'],
  ['The meeting is at 9 a.m. Goodbye.', 'tells', 'goodbye'],
  ["I'm an AI assistant calling to let you know that the office is closed.", 'introduces', 'tells'],
  ['请问您听清楚了吗？', 'asks_understood'],
  ['您都记下了吗？', 'asks_understood'],
  ['Is that clear?', 'asks_understood'],
  ['Did you get that?', 'asks_understood'],
  ['请问还有什么问题吗？', 'asks_more'],
  ['需要我再说一遍吗？', 'asks_more'],
  ['Is there anything else I can help with?', 'asks_more'],
  ['Would you like me to repeat that?', 'asks_more'],
  ['您方便吗？', 'asks'],
  ['请问您现在方便接电话吗', 'asks'],
  ['Is this a good time?', 'asks'],
  ['喂？', 'asks_presence'],
  ['喂，您还在吗？', 'asks_presence'],
  ['您好，能听到我说话吗？', 'asks_presence'],
  ['Are you still there?', 'asks_presence'],
  ['Hello?', 'asks_presence'],
  ['我是人工智能助手。', 'introduces'],
  ["Yes, I'm an AI assistant.", 'introduces'],
  ['抱歉，打扰您了。', 'apologises'],
  ['Sorry to have bothered you.', 'apologises'],
  ['好的，请稍等。', 'acknowledges'],
  ['OK, thank you.', 'acknowledges'],
  ['您好。', 'greets'],
  ['好的，那我就不打扰您了，再见！', 'goodbye'],
  ['Thank you for your time. Goodbye.', 'acknowledges', 'goodbye'],
  ['Have a great day!', 'goodbye'],
  ['通知您明天九点开会。再见。', 'tells', 'goodbye'],
  ['……'],
  [''],
];

describe('cuesOf', () => {
  it.each(HEARD)('%s', (heard, ...cues) => {
    expect([...cuesOf(heard)].sort()).toEqual([...cues].sort());
  });
});

/**
 * What recognisers write where there is noise and no speech: they were trained on films, whose silence is subtitled with credits
 * (https://arxiv.org/abs/2402.08021, and the reports at https://github.com/openai/whisper/discussions/928).
 */
const CREDITS = [
  /^(thank you|thanks)( so much| very much)? for (watching|listening|viewing)( (this|the) video)?( and (don't forget to )?subscribe.*)?$/,
  /^(please )?(don't forget to )?(like( and |, )?)?subscribe( to (my|our|the) channel)?$/,
  /^(i'll )?see you (in the )?next (time|video)$/,
  /^(subtitles|subtitled|captions|captioned|transcription|transcribed|translated)( and \w+)? by\b.*/,
  /^.*\bamara\s?org( community)?$/,
  /^.*(字幕|字幕组|字幕志愿者)(由|by|制作|提供|：|:|\s).*$/,
  /^字幕.{0,12}$/,
  /^(谢谢|感谢)(大家|您|你)?的?(观看|收看|收听|聆听)$/,
  /^(请不吝)?点赞\s*订阅\s*转发.*$/,
  /^.*(请|欢迎)(点赞|订阅|关注)(我的|我们的|本)?(频道|栏目)?$/,
  /^(明镜|明镜与点点|优优独播剧场|yoyo television series exclusive|中文字幕志愿者).*$/,
  /^(我们)?下(期|次|集)(视频)?再见$/,
  /^mbc 뉴스.*$/,
  /^ご視聴ありがとうございました$/,
];

/** Said by nobody in less: four words, or four hanzi, take a fast talker 0.7 s. Noise that is taken for speech seldom lasts longer. */
const LEAST_SPEECH_MS = 1_500;

/**
 * True for words that a recogniser made up: film credits on a stretch too short for anybody to have said them.
 *
 * @param speechMs how long the callee's sound lasted, without the silence around it.
 */
export function isInvented(text: string, speechMs: number): boolean {
  if (speechMs >= LEAST_SPEECH_MS) return false;
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[.!?…。！？~♪]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return CREDITS.some((credit) => credit.test(words));
}

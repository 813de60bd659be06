/** Goodbyes in the languages that calls are held in, and in those that callees most often change to. */
const FAREWELLS =
  /再见|再會|再见|拜拜|拜了|回见|晚安|祝您(生活|一切|工作|愉快|顺利)|good ?bye|\bbye\b|have a (good|great|nice|lovely|wonderful)|good night|take care|au revoir|bonne journée|adiós|hasta luego|auf wiederhören|auf wiedersehen|tschüss|arrivederci|\bciao\b|tchau|до свидания|さようなら|失礼(いた)?します|안녕히/iu;

/** The words hold a goodbye. */
export const isFarewell = (words: string): boolean => FAREWELLS.test(words.normalize('NFKC'));

import type { Addressee } from './addressee.js';

/**
 * Surnames that begin a name in running text. Left out are rare ones that are everyday words at the start of a matter (时, 年, 明, 后,
 * 公, 和, 文, 关, 费, 成, 包 … are read as words unless a title follows).
 */
const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚' +
  '庞樊兰殷施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢骆岳齐梅庄涂祁耿詹欧卜裴翁蓝卓邬甘柴冉戚祝霍缪艾查游闫阮柯岑佟';
/** Surnames taken for one only where a title or a relation follows: 文先生, 成女士. */
const SURNAMES_BEFORE_TITLES = `${SURNAMES}文成包关费时安华房单米路左鲍管车和古谷水元应双冷习童盛叶花计舒麦巫娄车商牟佘伯宫宁仇栾甄曲封储靳汲邴糜松井富巴弓牧隗山全班仰秋仲伊宓`;
const COMPOUND_SURNAMES = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯|端木|南宫|独孤|申屠|宇文|长孙';

const TITLES = [
  '先生|女士|小姐|太太|夫人|阿姨|叔叔|大哥|大姐|师傅|同学|同志|老师|教授|博士|医生|大夫|护士|律师|会计|工程师|总经理|副总|总监|经理|主任|主管|主席',
  '董事长|董事|秘书|助理|店长|校长|院长|所长|局长|处长|科长|部长|组长|队长|班长|班主任|书记|厂长|行长|会长|社长|站长|市长|县长|镇长|村长|老板|站长|院士|警官|法官|教练|导师|导游|编辑|顾问|专员|总(?!结|共|额|计|数|体|部)|工(?!作|程|资|厂|地|人|期|会|伤|艺)|董(?!事)|局(?!部|面|势)',
].join('|');
/** Roles by which a person can be asked for without a name. */
const ROLES_ALONE = '总经理|经理|店长|校长|院长|厂长|房东|班主任|董事长|负责人|前台|管理员|园长|老板';
const RELATIONS =
  '家属|家长|家人|亲属|监护人|爸爸|妈妈|父亲|母亲|父母|爷爷|奶奶|外公|外婆|爱人|太太|妻子|丈夫|老公|老婆|儿子|女儿|哥哥|姐姐|弟弟|妹妹|秘书|助理|紧急联系人|联系人|代理人|负责人';
/** What a requirement says somebody is, before the name. */
const STANDINGS =
  '患者|病人|病患|学生|同学|业主|客户|顾客|用户|考生|员工|职工|同事|旅客|乘客|住户|学员|会员|车主|租客|租户|房东|收件人|投保人|被保险人|借款人|担保人|申请人|候选人|应聘者|面试者|报名者|参会人|嘉宾|医生|律师|老师|司机|快递员|经理|主任|老人|孩子|宝宝';

/** What a matter begins with. It tells where a bare name ends, and what only looks like a name. */
const MATTER_STARTS =
  '[0-9０-９“"「『《（(，,：:。！!；;、\\s]|明天|明早|明晚|明日|明年|今天|今晚|今早|今日|今年|后天|大后天|昨天|下周|本周|这周|上周|下个?月|本月|这个?月|下午|上午|中午|晚上|早上|凌晨|周[一二三四五六日末天]|星期|礼拜|[一二三四五六七八九十两]+[月点号日]|元旦|春节|国庆|中秋|端午|清明|五一|十一|' +
  '会议|开会|年会|例会|晨会|班会|家长会|时间|地点|日期|关于|有关|由于|因为?|原定|原来|他|她|您|你|我|咱|本人|这|那|该|请|要|需|应|必须|可以|能|不|别|勿|没|未|已|将|会议|记得|带|携带|去|来|到|在|有|是|把|被|从|向|参加|出席|前往|前来|准时|按时|及时|尽快|马上|立即|立刻|提前|取|领|拿|交|缴|付|还|办|签|回|打|看|做|穿|吃|喝|换|送|接|' +
  '快递|包裹|外卖|订单|账单|帐单|账户|预约|挂号|面试|笔试|考试|体检|复查|复诊|手术|检查|报告|结果|课程|上课|停课|放假|调休|加班|值班|班车|航班|火车|高铁|列车|飞机|合同|项目|方案|文件|资料|材料|证件|身份证|房租|房贷|水费|电费|燃气费|物业费|学费|费用|贷款|信用卡|还款|余额|尾款|保险|车辆|车位|套餐|聚会|婚礼|生日|培训|讲座|停水|停电|停气|维修|保养|施工|疫苗|成绩|录取|报名|注册|登记|到期|逾期|改|延期|推迟|取消|变更|调整|安排|一下|一声|说|道|' +
  '电话|号码|总经理|全体|所有|各位|大家|家里|家中|孩子|爸爸|妈妈|父亲|母亲|儿子|女儿';

/** More of what a matter begins with. A name is not taken to end before these: 常州分|公司 is no name. */
const MORE_STARTS =
  '公司|学校|医院|银行|单位|部门|系统|服务|活动|郑州|常州|徐州|苏州|温州|柳州|贺州|梅州|江苏|江西|江门|黄山|黄石|黄冈|龙岩|武汉|康定|石家庄|秦皇岛|邢台|高[一二三考]';

const starts = new RegExp(`^(?:${MATTER_STARTS}|${MORE_STARTS})`, 'u');
const ends = new RegExp(`^(?:$|[、和及与]|${MATTER_STARTS})`, 'u');
const relative = new RegExp(
  `^(?:${STANDINGS})?((?:${COMPOUND_SURNAMES}|[${SURNAMES_BEFORE_TITLES}])(?:\\p{Script=Han}{1,2}?|(?:${TITLES})))的?(${RELATIONS}|(?<=的)先生)(?!会)`,
  'u',
);
const titled = new RegExp(
  `^(?:${STANDINGS})?((${COMPOUND_SURNAMES}|[${SURNAMES_BEFORE_TITLES}])(\\p{Script=Han}{0,2}?)(?:${TITLES}))`,
  'u',
);
const nicknamed = new RegExp(`^[老小阿]([${SURNAMES}])`, 'u');
const bare = new RegExp(`^(${STANDINGS})?((${COMPOUND_SURNAMES}|[${SURNAMES}])(\\p{Script=Han}{1,2}))`, 'u');
const role = new RegExp(`^(?:${ROLES_ALONE})(?!的|室|会|们|部|办)`, 'u');

export interface FoundName {
  addressee: Addressee;
  /** How much of the text the name takes. */
  length: number;
}

/** Finds the Chinese name, or the title, that a text begins with. Null where there is none, or where it is not sure. */
export function findChineseName(text: string): FoundName | null {
  return findRelative(text) ?? findTitled(text) ?? findNickname(text) ?? findBareName(text) ?? findRole(text);
}

function findRelative(text: string): FoundName | null {
  const match = relative.exec(text);
  if (match === null) return null;
  const [whole, person, relation] = match as unknown as [string, string, string];
  if (starts.test(text) || starts.test(person.slice(1))) return null;
  return found(whole, `${person}的${relation}`, [person], true);
}

function findTitled(text: string): FoundName | null {
  const match = titled.exec(text);
  if (match === null) return null;
  const [whole, asked, surname, given] = match as unknown as [string, string, string, string];
  if (given !== '' && (starts.test(text) || starts.test(given))) return null;
  return found(whole, asked, [asked, surname + given, surname], false);
}

function findNickname(text: string): FoundName | null {
  const match = nicknamed.exec(text);
  if (match === null || !endsName(text.slice(match[0].length))) return null;
  return found(match[0], match[0], [match[0], match[1] as string], false);
}

function findBareName(text: string): FoundName | null {
  if (starts.test(text)) return null;
  const match = bare.exec(text);
  if (match === null) return null;
  const [, standing = '', , surname, given] = match as unknown as [string, string | undefined, string, string, string];
  // Three characters where what follows them begins a matter, else two: 王明|明天开会, 李小明|会议改期.
  for (const length of [given.length, 1]) {
    const name = surname + given.slice(0, length);
    const whole = standing + name;
    if (endsName(text.slice(whole.length)) && !starts.test(name.slice(surname.length))) {
      return found(whole, name, [name, surname], false);
    }
  }
  return null;
}

function findRole(text: string): FoundName | null {
  const match = role.exec(text);
  return match === null ? null : found(match[0], match[0], [], false);
}

function endsName(rest: string): boolean {
  return ends.test(rest);
}

function found(whole: string, asked: string, names: string[], relation: boolean): FoundName {
  return { addressee: { name: whole, asked, names, relation }, length: whole.length };
}

/** Whether a text begins with what a matter begins with: 明天, 会议, a time, a comma. */
export function beginsMatter(text: string): boolean {
  return starts.test(text);
}

/** The surname that a name (or 王先生, 小王) begins with, else null. */
export function surnameOf(name: string): string | null {
  const match = new RegExp(`^[老小阿]?(${COMPOUND_SURNAMES}|[${SURNAMES_BEFORE_TITLES}])`, 'u').exec(name);
  return match?.[1] ?? null;
}

/** Somebody other than the callee is spoken of: what 他 or 她 means after that is not sure. */
export const ANOTHER_PERSON = new RegExp(
  `(?:[${SURNAMES}]\\p{Script=Han}{0,2}?(?:${TITLES})|(?:${RELATIONS}|先生)|医生|老师|老板|领导|同事|经理|主任|客户|朋友|司机|律师|护士|教练|对象|男友|女友|爸|妈|哥|姐|弟|妹)`,
  'u',
);

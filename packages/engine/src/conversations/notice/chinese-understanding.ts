import type { Addressee } from './addressee.js';
import { surnameOf } from './chinese-names.js';
import { clausesOf, type Intent } from './intent.js';

/** Particles at the end of a clause that change nothing. 吗, 么 and 吧 are not among them: they ask. */
const END = '(?:啊|呀|呢|哦|噢|嘛|了|的|哈|呗|啦|哟|喔|嗯)*';
/** Sounds before the answer. */
const START = '(?:喂|诶|哎|欸|唉|嗯|呃|额|哦|噢|啊|那个|那|你好|您好|不好意思|哈喽)*';

const clause = (words: string, end = END): RegExp => new RegExp(`^${START}(?:${words})${end}$`, 'u');

/** Words of confirmation. */
const YES =
  '对+(?:的|啊|呀|呢)?|是的|是啊|是呀|是+|就?是我(?:本人)?|我就?是(?:机主|户主)?(?:本人)?|我?本人(?:就是)?|是本人|就是|没错|正是|确实是|当然是|可不是|是机主|不错';
/** Those that stay one with more behind them in one breath, where recognisers give no comma. 是 alone does not: 是谁. */
const PLAIN_YES = '对+(?:的|啊|呀)|是(?:的|啊|呀)|就?是我(?:本人)?|我就?是(?:本人)?|没错|正是';
const THEN =
  '(?:你|您)(?:请|就)?(?:说|讲)吧?|请(?:说|讲)|什么事情?|啥事|怎么[了啦]|咋了|有(?:什么|啥)?事吗?|(?:你|您)(?:是)?(?:谁|哪位|哪里|哪儿)|干嘛|找我(?:什么事|有事|干嘛)';
const AFFIRM = clause(`(?:嗯|恩)?(?:${YES})(?:嗯|${YES}){0,2}|(?:嗯|${YES}){0,2}(?:${PLAIN_YES})(?:${THEN})`);
const HUM = /^(?:嗯+|恩+|唔+|嗯哼|嗯呢)$/u;
const DENY = clause(
  '不|不+是|不对|不是我|不是的|我不是|并?不是|没有?|没有没有|不是不是|否|没了|没有了|没别的|没其他的?',
);
const GREETING = clause(
  '喂+|你好|您好|哈喽|哈罗|早上好|早|上午好|中午好|下午好|晚上好|在吗|在不在|有人吗|能?听得?(?:到|见)吗?|能听(?:到|见|清)吗|你?说话|喂喂+|在的?',
  '(?:啊|呀|呢|哦|噢|吗|么|〇吗)*',
);
const TAKEN =
  '好+的?|好嘞|好咧|好吧|行+|行吧|可以|没问题|没事|没关系|没有(?:别的|其他|什么)?(?:问题|疑问)|我?(?:都|已经|全)?(?:知道|明白|了解|清楚|收到|记住|记下|记下来|晓得|懂|听到|听见|听清|听清楚|听明白|听懂)[了啦]?|ok|okay|得嘞|成|中|妥|哦|噢|会的|我会(?:准时|按时)?(?:来|去|到|参加|办|处理|带)?|一定|就这些|就这样';
const ACKNOWLEDGE = clause(`(?:${TAKEN})(?:${TAKEN}|谢谢(?:你|您|提醒)?){0,3}`);
/** A word of taking in, with more behind it that means nothing else to a notice: 好的九点. */
const TAKES_IN = /^(?:嗯|哦|那|噢)*(?:好的|好嘞|好吧|好啊|行啊|ok|收到|知道了|明白了)(?!吗|么|吧)/u;

type Rule = readonly [Intent, RegExp, unless?: RegExp];

const RELATIONS =
  '家属|家长|家人|亲戚|爸爸|妈妈|爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|爱人|太太|老婆|妻子|丈夫|老公|先生|儿子|女儿|孩子|哥哥|哥|姐姐|姐|弟弟|弟|妹妹|妹|秘书|助理|助手|同事|朋友|邻居|室友|同学|保姆|员工|下属|领导|男朋友|女朋友|男友|女友|表哥|表姐|媳妇|岳母|岳父|婆婆|公公|叔叔|阿姨|舅舅|姑姑|司机|房东|前台|保安|客服|值班';
/** Those of them that are no titles: 我是李雷妈妈, but 我是张先生. */
const KIN =
  '家属|家长|家人|爸爸|妈妈|父亲|母亲|爱人|老婆|老公|妻子|丈夫|儿子|女儿|哥哥|姐姐|弟弟|妹妹|秘书|助理|同事|朋友|邻居|室友';
const THEM = '(?:他|她|人家?|本人|机主|老板|领导|\\p{Script=Han}{1,3}(?:先生|女士|小姐|总|经理|老师|主任|医生))';

const ANYWHERE: readonly Rule[] = [
  // Machines
  ['voicemail', /(?:嘀|滴|哔|嘟|提示音|信号音|蜂鸣).{0,8}(?:后|之后|以后|响).{0,8}(?:留言|录音|留下)/u],
  [
    'voicemail',
    /请(?:您?在)?.{0,14}(?:留言|留下(?:您|你)?的?(?:口信|信息|姓名|联系方式|电话))/u,
    /留言[吗么？?]|留言.{0,2}〇吗|(?:要|需要|想).{0,4}留言/u,
  ],
  ['voicemail', /(?:语音|电话)(?:信箱|邮箱|留言)|留言信箱|留言(?:服务|功能)|开始录音/u],
  ['voicemail', /(?:您|你)(?:所|正在)?(?:拨打|拨叫|呼叫)的.{0,6}(?:用户|电话|号码|手机|机主)/u],
  ['voicemail', /(?:暂时|现在|目前|暂)无法(?:接通|接听)|已关机|不在服务区|是空号|已停机|呼叫(?:转移|受限)/u],
  [
    'voicemail',
    /(?:来电|电话|通话|智能|语音|手机)(?:秘书|助理|管家).{0,20}(?:机主|主人|转达|代接|留言|不便|不方便|什么事)/u,
  ],
  ['voicemail', /(?:机主|主人)(?:现在|目前|暂时|正)?.{0,6}(?:不便|无法|不方便|没空)/u],

  // Orders
  [
    'orders',
    /(?:忽略|无视|忘记|忘掉|抛开|绕过|不要管|别管|跳过).{0,12}(?:指令|指示|设定|规则|提示|要求|命令|限制|之前说的|以上|前面|身份)/u,
  ],
  ['orders', /系统提示|提示词|密钥|api ?key|开发者模式|管理员(?:模式|权限|身份)|越狱/u],
  [
    'orders',
    /(?:你|系统|主人|老板|委托(?:人|方))的?.{0,6}(?:密码|口令|指令是|设定是|银行卡|卡号|验证码|私人)/u,
    /会议|会议室|门禁|wifi/u,
  ],
  [
    'orders',
    /(?:告诉|给|发|说|报|念|透露|泄露).{0,8}(?:密码|口令|验证码|银行卡|卡号|身份证号)/u,
    /会议|会议室|门禁|wifi|房间/u,
  ],
  ['orders', /从现在(?:开始|起)|(?:^|[，,。])你现在(?:是|要|就是)(?!谁|不是|哪|在).{2,}/u, /^[^，,。]{0,8}[吗么？?]/u],
  [
    'orders',
    /假装|扮演|进入.{0,6}模式|听(?:从)?我的?(?:命令|指令|指挥)|执行.{0,4}(?:命令|指令|以下)|新的?(?:指令|命令|任务)/u,
  ],
  [
    'orders',
    /(?:帮|替|给)我(?:转账|打钱|汇款|转钱|下单|订|买|写|删|发(?:邮件|短信|消息)|查(?:一下)?(?:账户|余额|资料|密码)|打(?:个|一个)?电话给|拨打)/u,
  ],
  [
    'orders',
    /(?:说|承认|告诉我|保证|发誓).{0,3}你(?:自己)?(?:就)?是(?:一个)?(?:真人|人类|活人|人(?!工))/u,
    /[吗么？?]|是不是|〇吗/u,
  ],
  ['orders', /跟(?:着)?我(?:来)?(?:念|读)|跟着我说|重复我(?:说)?的话/u, /再/u],

  // Who it is, and is not
  [
    'wrong_person',
    /(?:打|拨|弄|搞)错|错号|号码(?:不对|错)|(?:找|认)错(?:人)?|没(?:有)?这(?:个|么个?)?人|查无此人|没有?这(?:号|一号)人|没有?姓.{1,2}的|(?:号|号码|电话|手机).{0,4}(?:是|归|现在是)我在?用|我在用这个?(?:号|电话)|没有?叫.{1,5}的/u,
  ],
  ['wrong_person', /不认(?:识|得)(?!路|字)/u],
  ['wrong_person', /(?<!是)不是(?:他|她|本人|机主|户主|这个人|你找的|您找的)(?!吗|么|吧)/u, /我不是(?:他|她)的/u],
  [
    'wrong_person',
    /我(?:可|又|并)?不是(?!很|太|不|说|在|要|想|都|已经|刚|机器|人工|真人|ai|录音|活人|骗子|故意|这个意思|不)[^吗么？?，,。]{1,10}(?:$|[，,。！!])/u,
  ],
  [
    'wrong_person',
    /我不(?:姓|叫)|(?:早就?|已经)?换(?:了)?(?:号|人)(?:了|码)|不是.{0,5}的?(?:号码|电话|手机)(?!吗|么)/u,
  ],
  [
    'other_person',
    new RegExp(
      `(?:我|这)(?:里|边)?就?是(?:(?:他|她|人家)的?(?:${RELATIONS})|[^，,。]{1,6}的(?:${RELATIONS})|[^，,。]{1,3}(?:${KIN}))${END}(?:$|[，,。！!?？])`,
      'u',
    ),
  ],
  ['other_person', /(?:替|帮|代)(?:他|她|人).{0,3}接|(?:我|帮你|帮您|可以|会).{0,2}转告(?:给)?(?:他|她)/u],
  ['unclear', /跟我(?:说|讲)(?:就行|就好|也一样|也行|就可以|吧)/u],
  [
    'not_here',
    new RegExp(
      `(?<!我)${THEM}(?:现在|刚刚?|今天|已经|暂时|目前|人|正|还|都|早就?)*(?:不在|没在|出去|出门|出差|走开|离开|离职|辞职|退休|下班|没来|没上班|在忙|在睡|睡|在洗澡|在休息|在开会|开会|在外面|不方便|去世|过世|走了|不接|没空|有事)`,
      'u',
    ),
  ],
  [
    'not_here',
    /^(?:喂|嗯|哦|呃|不|不好意思|你好|您好|[，,。！!])*(?:现在|刚|人)?不在(?:啊|呀|呢|哦|的|了|家|这儿?|这里|公司|办公室|单位|学校|店里|家里)*(?:$|[，,。！!])/u,
  ],
  ['not_here', /(?:您|你)?(?:要|需要|可以)(?:不要)?(?:帮你)?(?:留言|留个(?:言|口信|话)|转告)吗|需要我?转告/u],

  [
    'do_not_call',
    /(?:别|不要|不用|甭|不许|不准|不必|莫|停止|休想)(?:再|给我|老|总是?|一直|继续|跟我|向我|往这|来|随便|天天|以后)+.{0,5}?(?:打(?!开|印|断|错|扫|算|车|听|包|卡)|拨|来电|联系我?|骚扰|烦我|致电)(?!.{0,2}(?:给他|给她|给别人|给公司))/u,
  ],
  [
    'do_not_call',
    /(?:别|不要|停止)(?:打(?!开|印|断|错|扫|算|车|听|包|卡|岔)|拨|来电|骚扰|烦我|联系我)(?!给|他|她)/u,
    /(?:等|晚|待|过|一)(?:一?会|下|点|些).{0,6}(?:打|联系|说)|改天|回头|稍后|现在|这会儿/u,
  ],
  ['do_not_call', /以后(?:都|也|就)?(?:别|不要|不用|甭)(?:再)?(?:打(?!开|印|断|错|扫|算)|拨|来电|联系)/u],
  ['do_not_call', /不用(?:再)?(?:打|联系)(?:了|来|过来|给我|我)/u],
  ['do_not_call', /再打.{0,8}(?:投诉|举报|报警|拉黑|告你)|拉(?:入|进)?黑(?:名单)?|黑名单|退订|取消订阅/u],
  [
    'do_not_call',
    /(?:从|把我|把这个).{0,10}(?:名单|系统|列表|库).{0,4}(?:删|移|去掉)|删(?:除|掉|了)我的?(?:号码|电话|信息|资料)|(?:我的?)?(?:号码|电话).{0,2}删(?:了|掉|除)/u,
  ],

  [
    'busy',
    /(?<!他|她|总)(?:在|正)(?:开会|开车|上课|上班|忙|吃饭|睡觉|休息|路上|地铁|坐车|高铁|飞机|打电话)(?!.{0,3}(?:吗|么|时候|地))/u,
  ],
  ['busy', /(?:很|正|太|好|有点)忙|忙着|没(?:有)?(?:空|时间)|不(?:太|是很)?方便(?!吗|么|问)|现在不行|腾不出/u],
  [
    'busy',
    /(?:晚点|晚些|晚一点|待会儿?|过会儿?|过一会儿?|一会儿?|等会儿?|等一会儿?|等下|等一下|稍后|回头|改天|改日|迟点|有空|空了|明天|下午|晚上|中午|下次).{0,5}?(?:再)?(?:打(?:过来|来|给我|电话|吧|$|[，,。])|说(?:吧|$|[，,。])|联系|聊|讲(?:吧|$)|回(?:你|您|电话)|来电)/u,
    /不用再?打/u,
  ],
  ['busy', /再打(?:过来|来|给我)/u, /别|不要|不用|甭|以后/u],
  [
    'hold_on',
    /(?<!我)(?:等(?:一)?(?:下|会儿?)|等等|稍等|稍候|稍后|别挂|不要挂|先别挂|等我)(?![^，,。！!]{0,5}(?:再|联系|打|说|回))/u,
    /(?:开会|会议).{0,4}(?:稍后|等)/u,
  ],
  [
    'fetches',
    /(?:我|让我)?(?:去|来)?(?:叫|喊|找|换|让|请)(?:他|她|一下|人)(?:来|过来|去)?(?:接|听|$|[，,。！!])|我(?:去|来)?(?:叫|喊)(?:他|她|一下)|(?:给|帮)(?:你|您)转|转给?(?:他|她)|转接|拿(?:支|个|一?支|一下)?笔/u,
  ],

  [
    'is_ai',
    /机器人|人工智能|智能(?:语音|助手|客服|系统|机器)|语音助手|真人|活人|(?:自动|电脑|机器)(?:语音|电话|打的|拨的|外呼|在?说话|播)|人机|大模型|chatgpt|siri|(?:是|放|听|在)(?:的)?录音|(?<![a-z])ai(?![a-z])/u,
    /^[^，,。？?]*我(?:可|又|并)?(?:不)?是(?:个|一个)?.{0,2}(?:机器人|真人|活人|人工智能|ai)(?!吗|么|吧)[^吗么？?]*$/u,
  ],
  [
    'is_ai',
    /(?:转|要|找|接|换|叫).{0,3}人工|人工(?:客服|服务|座席)|(?:是|跟)(?:个)?人(?:吗|么|还是|在说)|是机器(?:吗|么|吧|还是)/u,
  ],
  [
    'who_is_calling',
    /(?:你|您)们?(?:那边|这边|这里)?(?:到底|究竟|又|是不是)?是?(?:谁|哪位|哪里|哪儿|哪边|哪家|哪个(?:公司|单位|部门|人)?$|什么人|什么公司|什么单位|什么部门|干什么的|干嘛的|做什么的|什么来头)/u,
  ],
  [
    'who_is_calling',
    /^(?:喂|嗯|哦|你好|您好|请问|那|[，,。])*(?:是)?(?:谁|哪位|哪里|哪儿|哪个|哪一位|何人)(?:啊|呀|呢|啦|打来的|打的|找我|在说话|在讲话|来电|哦)*(?:$|[，,。？?！!])/u,
  ],
  [
    'who_is_calling',
    /贵姓|怎么称呼|尊姓|(?:你|您)叫什么|(?:哪个|什么|哪家)(?:公司|单位|机构)(?:的|打来|啊)?|谁(?:让|叫|派|委托)(?:你|您)|谁打(?:来|的)|骗子|诈骗|推销|卖(?:什么|保险|房)的?|广告/u,
    /(?:去|到|在)(?:哪个|什么|哪家)/u,
  ],
  ['go_on', /接着(?:说|讲|念)|继续(?:说|讲|念|吧|$|[，,。])|往下(?:说|讲)/u],
  ['who_is_calling', /(?:怎么|哪里|哪儿|谁).{0,5}(?:有|知道|搞到|弄到|拿到|得到|给你?).{0,4}(?:电话|号码|手机)/u],
  [
    'what_about',
    /(?:什么|啥|何)(?:事情?|通知|消息|内容)|(?:^|[，,。])(?:你|您)?(?:找我)?有事(?:吗|么|儿|$)|怎么[了啦](?:$|[，,。？?])|咋[了啦]|什么情况|有何贵干|(?:关于|哪方面)(?:什么|的事)?|干(?:嘛|啥)(?!的)|(?:^|[，,。])(?:你|您)?们?(?:要|想|到底)?(?:做|干)什么(?!的)|找(?:我|他|她).{0,2}(?:什么|啥|干|有|做)/u,
  ],
  [
    'what_about',
    /(?:^|[，,。！!])(?:喂|嗯|好的?|那|哦|行|可以|有(?:什么|啥)?事?|[，,。])*(?:你|您)?(?:请|就)?(?:说|讲)(?:吧|呀|啊|嘛|一下)*(?:$|[，,。！!])|(?<!跟|给|和|听|对|为)(?:你|您|请)(?:请|就|先)?(?:说|讲)(?:吧|呀|啊|嘛)?(?:$|[，,。！!])/u,
  ],
  [
    'repeat',
    /(?:再|重新?)(?:给我)?(?:说|讲|念|来|播|复述)(?:一?(?:遍|次|下|回))|重复(?!我)|没(?:有|太|怎么)?听(?:清|见|到|懂|明白|得)|听不(?:太)?(?:清|见|到|懂|明白)|没(?:有|太|怎么)?(?:明白|清楚|懂|记住|记下)|不(?:太|是很|大)?(?:明白|清楚|懂)(?!吗)/u,
    /不用.{0,2}(?:重复|再)/u,
  ],
  [
    'repeat',
    /大(?:点)?声|声音.{0,3}(?:小|大(?:一)?[点些])|慢(?:一)?(?:点|些)|(?:你|您)?(?:刚才|刚刚)?(?:说|讲)(?:的是|的|了)?(?:什么|啥)|信号.{0,2}(?:不|差)|断断续续|没注意(?:听)?|没留意|(?:你|您)?说啥/u,
  ],

  [
    'decline',
    /不(?:需要|感兴趣|想听|考虑|买|办|要了)|没(?:有)?兴趣|没(?:有)?需要|不用了|算了|(?:^|[，,。])滚|神经病|有病|烦死|烦不烦|闭嘴|投诉你|要?报警/u,
    /不用了?.{0,3}(?:重复|再说)/u,
  ],
  [
    'acknowledge',
    /(?<![不没未])(?:知道|明白|收到|了解|清楚|记住|记下|听清楚?|听懂|听到)了(?!吗|么|吧|没)|不用.{0,2}(?:重复|再说|再讲|说了)|不用谢|不客气/u,
  ],
  ['thanks', /谢谢|多谢|感谢|谢了|谢啦|辛苦/u, /不(?:用|必)?谢(?!谢)/u],
  [
    'goodbye',
    /(?:再见|拜拜|拜了|先这样|就这样吧?|晚安|我?先?挂(?:了|电话|啦)|那挂了)(?!吗)/u,
    /(?:别|不要|先别|没|不能)挂/u,
  ],
];

const QUESTION_WHEN =
  /什么时(?:候|间)|几点|哪天|哪一天|几号|几月|多久|何时|星期几|周几|礼拜几|啥时候|多长时间|时间(?:是)?(?:呢|多少)?[？?]|^时间(?:是|呢)/u;
const QUESTION_WHERE =
  /在哪|去哪|到哪|哪(?:里|儿)(?!的|找|打|来|知道)|什么(?:地方|地点|地址|位置)|(?:地点|地址|位置)(?:是|在|呢|[？?])|怎么(?:走|去)|哪(?:个|一个)(?:会议室|房间|地方|楼|门|厅|医院|学校|银行|酒店)|哪[间栋层]|几楼|地[址点].{0,3}(?:发|告诉|说)/u;
const QUESTION_WHO =
  /谁(?:来|会|要|去|参加|主持|定|负责|发|开|通知|讲|都|给|组织|安排)|(?:和|跟|与|还有|都有|有|是|见|找|联系)谁|哪些人|哪几[个位]|什么人/u;
const INTERROGATIVE =
  /为什么|为啥|怎么|怎样|多少|什么|啥|哪|是否|几[个点号位月]|〇吗|还是|[是对]吧|[吗么](?:$|[，,。？?！!])|呢[？?]/u;
const TIME_WORDS =
  /今天|明天|后天|上午|下午|晚上|早上|中午|[\d一二两三四五六七八九十][点号]|周[一二三四五六日天]|星期|礼拜/u;
const PLACE_WORDS = /会议室|办公室|楼|大厦|酒店|医院|学校|银行|公司|那里|那边|这里|线上|现场/u;

/** What Chinese words mean. `words` are in lower case, NFKC. */
export function chineseIntents(words: string, addressee: Addressee | null): Set<Intent> {
  const found = new Set<Intent>();
  if (!/\p{Script=Han}/u.test(words)) return found;
  // A-not-A asks: 是不是, 能不能. It is neither yes nor no.
  const asked = words
    .replace(/\s+(?=\p{Script=Han})|(?<=\p{Script=Han})\s+/gu, (space) => (/[\n]/.test(space) ? '\n' : '，'))
    .replace(/(?<![现正])(是|对|行|好|能|会|要|在|可|用|去|需|方便|可以)不\1(?:以|要|便)?/gu, '〇吗')
    .replace(/有没有/gu, '〇吗');
  for (const [intent, pattern, unless] of ANYWHERE) {
    if (pattern.test(asked) && !(unless?.test(asked) ?? false)) found.add(intent);
  }
  // 我是他太太 says who it is, not that 他 is absent or in a meeting.
  if (addressee?.relation === true && found.has('other_person')) {
    found.delete('other_person');
    if (!/同事|邻居|朋友|前台|保安|客服/u.test(asked)) found.add('affirm');
  }
  clauses(asked, found, addressee);
  questions(asked, found);
  if (found.size === 0 && TAKES_IN.test(asked)) found.add('acknowledge');
  denyName(asked, found, addressee);
  // 对，他在: no yes to being him.
  if (found.has('affirm') && addressee?.relation !== true && /(?<![其吉])[他她](?!们|人)/u.test(asked))
    found.add('unclear');
  return found;
}

function clauses(words: string, found: Set<Intent>, addressee: Addressee | null): void {
  const all = clausesOf(words);
  let hums = 0;
  let others = 0;
  for (const { text, asked } of all) {
    const bare = text.replace(/^(?:可是|但是|那|其实)/u, '');
    if (HUM.test(bare)) {
      if (asked) found.add('repeat');
      else hums += 1;
    } else if (/^(?:啊|哈|咦|诶|啥|什么|哪样)$/u.test(bare)) {
      if (asked || /什么|啥/u.test(bare)) found.add('repeat');
    } else if (AFFIRM.test(bare) && !/^(?:不错|就是)$/u.test(bare)) {
      // "是我？" asks, and 机主 is not the one who was asked for by name.
      const plain =
        (!asked || new RegExp(`(?:${THEN})$`, 'u').test(bare)) && (addressee === null || !/[机户]主/u.test(bare));
      found.add(plain ? 'affirm' : 'unclear');
    } else if (DENY.test(bare)) found.add('deny');
    else if (GREETING.test(bare)) found.add('greeting');
    else if (ACKNOWLEDGE.test(bare)) found.add('acknowledge');
    else others += 1;
    const claim = claimOf(bare, addressee);
    if (claim !== null) found.add(claim);
  }
  // A hum among other words is no answer; alone it is.
  if (hums > 0 && others === 0 && [...found].every((intent) => intent === 'acknowledge' || intent === 'affirm')) {
    found.add('affirm');
  }
}

/** 我姓张，但不是张先生: a name that is denied weighs more than anything else that was said. */
function denyName(words: string, found: Set<Intent>, addressee: Addressee | null): void {
  for (const match of words.matchAll(
    /(?<!是|可)不(?:是|叫|姓)([^，,。！!？?吗么]{1,8})(?![^，,。！!？?]{0,4}[吗么？?])/gu,
  )) {
    const denied = match[1] as string;
    if (addressee?.names.some((name) => denied.startsWith(name)) === true) found.add('wrong_person');
    // Whatever else somebody is not, a yes beside it is not plain: 骗子 and the like aside.
    else if (!/骗|诈|推销|机器|真人|人工|ai|录音|卖/u.test(denied) && found.has('affirm')) found.add('unclear');
  }
}

/** 我是张伟, 我叫李雷, 我姓王: the same person or another. */
function claimOf(text: string, addressee: Addressee | null): Intent | null {
  const match =
    /(?:我(?:就)?是|我叫|我姓|这(?:里|边)?是|免贵姓?)(\p{Script=Han}{1,6}?)(?:本人)?(?:啊|呀|呢|哦|的|了)*$/u.exec(
      text,
    );
  const claimed = match?.[1];
  if (claimed === undefined || addressee === null || /[吗么谁哪什]/u.test(text)) return null;
  if (new RegExp(`(?:${RELATIONS})$`, 'u').test(claimed) && surnameOf(claimed) === null) return null;
  const names = addressee.names;
  if (names.length === 0)
    return addressee.asked.includes(claimed) || claimed.includes(addressee.asked) ? 'affirm' : null;
  // Somebody of the same name as the one whose relative is wanted is not that relative.
  if (addressee.relation) return names.includes(claimed) ? 'other_person' : null;
  const surname = surnameOf(claimed);
  const given = names.find((name) => name.length >= 2 && surnameOf(name) !== null && !TITLED.test(name));
  if (names.includes(claimed)) return 'affirm';
  if (surname === null) return null;
  // 我是张总公司的 is no name.
  const rest = claimed.length - surname.length;
  if (rest > (TITLED.test(claimed) ? 4 : 2)) return null;
  if (!names.some((name) => name === surname)) return 'other_name';
  // The same surname: enough where only that is known. Another given name may be misheard, so it is asked again.
  return given === undefined || claimed === surname || TITLED.test(claimed) ? 'affirm' : 'unclear';
}

const TITLED = /(?:先生|女士|小姐|太太|总|经理|老师|主任|医生|教授|工|师傅|律师|老板|院长|校长|局长|处长)$/u;

function questions(words: string, found: Set<Intent>): void {
  const isQuestion = INTERROGATIVE.test(words) || /[？?]/u.test(words);
  if (![QUESTION_WHEN, QUESTION_WHERE, QUESTION_WHO].some((pattern) => pattern.test(words)) && !isQuestion) return;
  // Reasons are no part of a notice, whatever else the question speaks of.
  if (/为什么|为啥|凭什么/u.test(words)) {
    found.add('question_other');
    return;
  }
  if (QUESTION_WHEN.test(words)) found.add('question_when');
  if (QUESTION_WHERE.test(words) && !found.has('who_is_calling')) found.add('question_where');
  if (QUESTION_WHO.test(words)) found.add('question_who');
  if ([...found].some((intent) => intent.startsWith('question_'))) return;
  const others: readonly Intent[] = [
    'repeat',
    'greeting',
    'is_ai',
    'who_is_calling',
    'what_about',
    'affirm',
    'deny',
    'hold_on',
    'not_here',
    'unclear',
  ];
  if (others.some((intent) => found.has(intent))) return;
  // A wish is not in the notice: 能改到下午吗. 是明天吗, 在会议室吗: what was said of it answers that.
  if (/怎么|什么|多少|啥|哪|(?:能|可以|〇吗).{0,6}(?:改|换|推|提前|取消|请假|不|晚|早)|天气/u.test(words))
    found.add('question_other');
  else if (TIME_WORDS.test(words)) found.add('question_when');
  else if (PLACE_WORDS.test(words)) found.add('question_where');
  else found.add('question_other');
}

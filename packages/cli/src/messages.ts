/**
 * Everything that the command line says to people, in both languages. What the service says (messages of refusals, sentences of end
 * reasons) comes from the service in the same language.
 */
const en = {
  // Help
  about: 'Place phone calls for AI agents, and run the service that does it.',
  usageTitles: {} as Readonly<Record<string, string>>,
  groupCalls: 'Calls:',
  groupService: 'The service:',
  groupTry: 'To begin with:',
  call: 'Call one phone or many',
  watch: 'Watch a call live',
  info: "Show a call's record",
  hangup: 'Hang up a call, or take it back',
  calls: "List the account's calls",
  demo: 'Start the service and place one simulated call, live',
  serve: 'Run the service',
  keys: 'Make, list and revoke API keys',
  account: "Show an account's money, top it up",
  doctor: 'Check the installation and say what to mend',
  help: 'show this help',
  version: 'show the version',
  json: 'print JSON for programs',
  phones: 'a number, or several with commas between',
  requirement: 'what to tell or find out; - reads it from standard input',
  callId: 'the id that `ringback call` printed',
  wait: 'wait until every call is over and print its record',
  watchOption: 'show the conversation live, then the record',
  language: 'the language to speak first',
  persona: 'who the AI is, e.g. "the front desk of Lakeside Dental"',
  openingLine: "the exact first words, in place of the AI's own",
  resultSchema: 'a JSON Schema of what to find out; - reads it from standard input',
  notBefore: 'not dialled before, e.g. "2026-12-01 09:00" (this machine\'s time) or RFC 3339',
  dryRun: 'show what would be sent, and send nothing',
  partials: 'watching with --json: also what is being said and not yet final',
  status: 'only calls in this state',
  limit: 'how many at most (1 to 1000)',
  once: 'end when the call has settled',
  examples: 'Examples:',
  environment: `Environment:
  RINGBACK_URL        where the service is; else RINGBACK_HOST, RINGBACK_PORT,
                      else http://127.0.0.1:7464
  RINGBACK_API_KEY    the API key; else STEPONEAI_API_KEY,
                      else steponeai_api_key in ~/.clawd/secrets.json`,
  exitCodes: `Exit codes:
  0 done                 1 failure             2 wrong use or bad input
  3 no valid API key     4 balance too low     5 no such call
  6 no service there     7 the call is over without reaching its goal
  130 interrupted`,

  // Wrong use
  wrongUse: (what: string, help: string) => `${what} See: ${help}`,
  unknownCommand: (name: string) => `There is no command "${name}".`,
  unknownOption: (name: string) => `There is no option ${name}.`,
  missingArgument: (name: string) => `${name} is missing.`,
  optionMissingArgument: (name: string) => `${name} wants a value.`,
  excessArguments: 'There are too many arguments; put texts with spaces in quotes.',
  invalidChoice: (option: string, value: string, choices: string) => `${option} is one of ${choices}, not "${value}".`,
  invalidNumber: (option: string, value: string, least: number, most: number) =>
    `${option} is a whole number from ${least} to ${most}, not "${value}".`,
  invalidInstant: (value: string) =>
    `--not-before "${value}" is no time; write "2026-12-01 09:00" or 2026-12-01T09:00:00+08:00.`,
  invalidUrl: (variable: string, value: string) =>
    `${variable} is "${value}"; it should look like http://127.0.0.1:7464.`,
  invalidPort: (value: string) => `RINGBACK_PORT is "${value}"; it should be a number from 1 to 65535.`,
  invalidKey: (source: string) => `The API key in ${source} has spaces or other odd characters in it.`,
  unreadableFile: (path: string, why: string) => `${path} cannot be read: ${why}.`,
  noJsonObject: (path: string) => `${path} does not hold a JSON object.`,
  oneStandardInput: 'Only one of them can be read from standard input.',
  noKey:
    'No API key. Make one with `ringback keys create`, then: export RINGBACK_API_KEY=sk_… (or STEPONEAI_API_KEY, or steponeai_api_key in ~/.clawd/secrets.json).',

  // Failures
  failure: (message: string) => `Error: ${message}`,
  unreachable: (url: string) => `No service answers at ${url}. Start one with \`ringback serve\`, or set RINGBACK_URL.`,
  timeout: (url: string) => `The service at ${url} did not answer in time.`,
  afterUnauthorized: 'Make a key with `ringback keys create`.',
  afterBalance: 'Top up with `ringback account topup 10`.',
  afterNotFound: '`ringback calls` lists what there is.',
  noService: (why: string) => `The service is not installed beside the command line: ${why}`,

  // Calls
  accepted: (count: number) => (count === 1 ? 'Call accepted' : `${count} calls accepted`),
  calledOnce: (phone: string) => `${phone} was named more than once and is called once.`,
  watchHint: (id: string) => `Watch it: ringback watch ${id}`,
  waiting: (left: number) => (left === 1 ? 'waiting for the call to end' : `waiting for ${left} calls to end`),
  dryRunNotice: (url: string) => `Nothing was sent. This would go to ${url}:`,
  ai: 'AI',
  callee: 'Callee',
  noAnswerYet: 'waiting for an answer',
  listening: 'in conversation',
  connecting: 'connecting',
  stoppedWatching: (id: string) =>
    `Stopped watching. The call goes on: \`ringback watch ${id}\` to come back, \`ringback hangup ${id}\` to hang up.`,
  stoppedWatchingMany:
    'Stopped watching. The calls go on: `ringback calls` lists them, `ringback hangup ID` hangs one up.',
  cancelled: 'Taken back: it will not be dialled.',
  hangingUp: 'Hanging up.',
  alreadyEnded: 'It is over already.',
  noCalls: 'No calls yet. Place one with `ringback call 13800138000 "…"`.',
  more: (count: number) => `The newest ${count}; more with --limit.`,

  // Records
  states: {
    queued: 'queued',
    dialing: 'dialling',
    ringing: 'ringing',
    in_progress: 'in conversation',
    ended: 'ended',
  } as Readonly<Record<string, string>>,
  field: {
    call: 'Call',
    phone: 'Phone',
    requirement: 'Requirement',
    status: 'Status',
    duration: 'Duration',
    cost: 'Cost',
    balance: 'Balance',
    summary: 'Summary',
    goal: 'Goal',
    result: 'Result',
    recording: 'Recording',
    started: 'Dialled',
    time: 'Time',
  },
  seconds: (seconds: number) => `${seconds} s`,
  notBilled: 'not settled yet',
  held: (yuan: string) => `(held for calls: ${yuan})`,
  goalReached: 'reached',
  goalNotReached: 'not reached',
  goalUnknown: 'cannot be told',
  transcript: 'Conversation',
  latency: "From the callee's last sound, in ms",
  latencyColumns: ['turn', 'first audio', 'sent', 'heard'],
  openingTurn: '1 (from the answer)',

  // Demo
  demoStarting: 'Starting the service',
  demoStarted: (url: string) => `The service runs at ${url}.`,
  demoJoined: (url: string) => `A service already runs on this data folder, at ${url}: the demo uses it.`,
  demoFolderTaken: (folder: string) =>
    `Another program holds the data folder ${folder} and answers no requests. Stop it, or set RINGBACK_HOME to another folder.`,
  demoPortTaken: (port: number, url: string) => `Port ${port} is taken by another program; this service took ${url}.`,
  demoNotSimulated:
    'This service calls real phones: the demo places no call there. Set RINGBACK_HOME to another folder to try it out.',
  demoHonestVoice:
    'The callee is simulated: no phone rings. Both sides really speak, through eSpeak NG, and are heard as audio; only the words are passed on as captions.',
  demoHonestTones:
    'The callee is simulated: no phone rings. No speech program is installed, so both voices are tones in place of words; the words are passed on as captions.',
  demoHonestSpeech: 'The callee is simulated: no phone rings.',
  demoCalling: (phone: string, requirement: string) => `Calling ${phone}: ${requirement}`,
  demoNotCompleted: 'The call did not end as it should have.',
  demoStopped: 'Interrupted.',
  demoApi: 'The API is at',
  demoOpenApi: 'its description (OpenAPI 3.1)',
  demoSteponeApi: 'as callers of the Stepone AI skill know it',
  demoOwnApi: 'everything else: lists, events, ledger',
  demoTry: 'In another terminal',
  demoNumbers: 'Who answers follows from the number',
  demoCallees: [
    ['13800138000', 'answers and confirms'],
    ['13900139000', 'answers and confirms in a word or two'],
    ['13800138006', 'talks over the AI'],
    ['13800138004', 'asks whether it is an AI'],
    ['13800138008', 'tries to give the AI orders'],
    ['13800138009', 'a phone menu: press 1'],
    ['13900139001', 'is busy'],
    ['13900139002', 'rings, and nobody answers'],
    ['13900139005', 'a mailbox with a greeting and a beep'],
    ['13900139006', 'is somebody else: a wrong number'],
    ['13900139007', 'hangs up in the middle of a sentence'],
    ['13900139008', 'asks never to be called again'],
    ['13900139009', 'says nothing at all'],
  ] as [string, string][],
  demoServing: 'Serving on. Ctrl-C stops.',
  demoElsewhere: 'The service runs on in its own process. Ctrl-C ends this demo.',
  demoKeyStays: 'The key is revoked then.',
  demoBye: 'Stopped.',
};

export type Messages = typeof en;

const zh: Messages = {
  about: '为 AI 智能体拨打电话，并运行拨打电话的服务。',
  usageTitles: { 'Usage:': '用法：', 'Arguments:': '参数：', 'Options:': '选项：', 'Commands:': '命令：' },
  groupCalls: '通话：',
  groupService: '服务：',
  groupTry: '从这里开始：',
  call: '拨打一个或多个号码',
  watch: '实时观看一通电话',
  info: '显示通话记录',
  hangup: '挂断或取消一通电话',
  calls: '列出账户的通话',
  demo: '启动服务并实时演示一通模拟电话',
  serve: '运行服务',
  keys: '创建、列出和吊销 API Key',
  account: '查看账户余额、充值',
  doctor: '检查安装并指出要修正之处',
  help: '显示帮助',
  version: '显示版本',
  json: '输出供程序读取的 JSON',
  phones: '一个号码，或用逗号分隔的多个号码',
  requirement: '要告知或询问的内容；写 - 则从标准输入读取',
  callId: '`ringback call` 给出的通话编号',
  wait: '等到所有通话结束并显示记录',
  watchOption: '实时显示对话，然后显示记录',
  language: '先说哪种语言',
  persona: 'AI 的身份，例如“湖滨牙科前台”',
  openingLine: '第一句话的原文，代替 AI 自己的开场白',
  resultSchema: '描述要问清什么的 JSON Schema 文件；写 - 则从标准输入读取',
  notBefore: '不早于此时间拨打，例如 "2026-12-01 09:00"（本机时间）或 RFC 3339',
  dryRun: '只显示将要发送的内容，不发送',
  partials: '观看且使用 --json 时：也输出正在说、尚未定稿的话',
  status: '只列出此状态的通话',
  limit: '最多列出几通（1 到 1000）',
  once: '通话结算后即退出',
  examples: '示例：',
  environment: `环境变量：
  RINGBACK_URL        服务地址；否则由 RINGBACK_HOST 与 RINGBACK_PORT 决定，
                      再否则为 http://127.0.0.1:7464
  RINGBACK_API_KEY    API Key；否则用 STEPONEAI_API_KEY，
                      再否则用 ~/.clawd/secrets.json 中的 steponeai_api_key`,
  exitCodes: `退出码：
  0 完成                    1 失败        2 用法或输入有误
  3 没有有效的 API Key      4 余额不足    5 没有该通话
  6 没有服务应答            7 通话已结束但未达成目标
  130 被中断`,

  wrongUse: (what, help) => `${what}参见：${help}`,
  unknownCommand: (name) => `没有“${name}”这个命令。`,
  unknownOption: (name) => `没有 ${name} 这个选项。`,
  missingArgument: (name) => `缺少 ${name}。`,
  optionMissingArgument: (name) => `${name} 需要一个值。`,
  excessArguments: '参数过多；含空格的文字请加引号。',
  invalidChoice: (option, value, choices) => `${option} 只能是 ${choices}，不能是“${value}”。`,
  invalidNumber: (option, value, least, most) => `${option} 应为 ${least} 到 ${most} 的整数，不能是“${value}”。`,
  invalidInstant: (value) => `--not-before “${value}”不是时间；请写 "2026-12-01 09:00" 或 2026-12-01T09:00:00+08:00。`,
  invalidUrl: (variable, value) => `${variable} 是“${value}”；应形如 http://127.0.0.1:7464。`,
  invalidPort: (value) => `RINGBACK_PORT 是“${value}”；应为 1 到 65535 的数字。`,
  invalidKey: (source) => `${source} 中的 API Key 含有空格或其他异常字符。`,
  unreadableFile: (path, why) => `无法读取 ${path}：${why}。`,
  noJsonObject: (path) => `${path} 的内容不是 JSON 对象。`,
  oneStandardInput: '标准输入只能用于其中一项。',
  noKey:
    '没有 API Key。请用 `ringback keys create` 创建，然后：export RINGBACK_API_KEY=sk_…（或 STEPONEAI_API_KEY，或 ~/.clawd/secrets.json 中的 steponeai_api_key）。',

  failure: (message) => `错误：${message}`,
  unreachable: (url) => `${url} 没有服务应答。请用 \`ringback serve\` 启动，或设置 RINGBACK_URL。`,
  timeout: (url) => `${url} 的服务未及时应答。`,
  afterUnauthorized: '可用 `ringback keys create` 创建 Key。',
  afterBalance: '可用 `ringback account topup 10` 充值。',
  afterNotFound: '`ringback calls` 列出已有的通话。',
  noService: (why) => `命令行旁边没有安装服务：${why}`,

  accepted: (count) => `已受理 ${count} 通电话`,
  calledOnce: (phone) => `${phone} 重复出现，只拨打一次。`,
  watchHint: (id) => `实时观看：ringback watch ${id}`,
  waiting: (left) => `等待 ${left} 通电话结束`,
  dryRunNotice: (url) => `没有发送任何内容。将发往 ${url} 的是：`,
  ai: 'AI',
  callee: '对方',
  noAnswerYet: '等待接听',
  listening: '通话中',
  connecting: '正在连接',
  stoppedWatching: (id) =>
    `已停止观看，通话仍在继续：\`ringback watch ${id}\` 继续观看，\`ringback hangup ${id}\` 挂断。`,
  stoppedWatchingMany: '已停止观看，通话仍在继续：`ringback calls` 列出通话，`ringback hangup 编号` 挂断。',
  cancelled: '已取消，不会拨出。',
  hangingUp: '正在挂断。',
  alreadyEnded: '通话此前已经结束。',
  noCalls: '还没有通话。可以这样拨打：ringback call 13800138000 "…"',
  more: (count) => `最近 ${count} 通；更多请用 --limit。`,

  states: {
    queued: '排队中',
    dialing: '拨号中',
    ringing: '振铃中',
    in_progress: '通话中',
    ended: '已结束',
  },
  field: {
    call: '通话',
    phone: '号码',
    requirement: '需求',
    status: '状态',
    duration: '时长',
    cost: '费用',
    balance: '余额',
    summary: '摘要',
    goal: '目标',
    result: '结果',
    recording: '录音',
    started: '拨出',
    time: '时间',
  },
  seconds: (seconds) => `${seconds} 秒`,
  notBilled: '尚未结算',
  held: (yuan) => `（通话占用 ${yuan}）`,
  goalReached: '已达成',
  goalNotReached: '未达成',
  goalUnknown: '无法判断',
  transcript: '对话',
  latency: '从对方最后一声算起，毫秒',
  latencyColumns: ['轮次', '首个音频', '发出', '对方听到'],
  openingTurn: '1（自接听起）',

  demoStarting: '正在启动服务',
  demoStarted: (url) => `服务运行在 ${url}`,
  demoJoined: (url) => `此数据目录上已有服务在运行（${url}），演示将使用它。`,
  demoFolderTaken: (folder) =>
    `数据目录 ${folder} 被另一个程序占用，且它不应答请求。请停止它，或把 RINGBACK_HOME 设为别的目录。`,
  demoPortTaken: (port, url) => `端口 ${port} 被别的程序占用，本服务改用 ${url}`,
  demoNotSimulated: '该服务会拨打真实电话，演示不会在那里拨号。请把 RINGBACK_HOME 设为别的目录再试。',
  demoHonestVoice: '对方是模拟的，不会有电话响起。双方都用 eSpeak NG 真实发声、以音频收听；只有文字以字幕方式传递。',
  demoHonestTones: '对方是模拟的，不会有电话响起。没有安装语音程序，双方的声音以音调代替；文字以字幕方式传递。',
  demoHonestSpeech: '对方是模拟的，不会有电话响起。',
  demoCalling: (phone, requirement) => `呼叫 ${phone}：${requirement}`,
  demoNotCompleted: '通话没有正常完成。',
  demoStopped: '已中断。',
  demoApi: '接口地址',
  demoOpenApi: '接口说明（OpenAPI 3.1）',
  demoSteponeApi: '与 Stepone AI 技能兼容的接口',
  demoOwnApi: '其余：列表、事件、账本',
  demoTry: '在另一个终端里试试',
  demoNumbers: '谁来接听由号码决定',
  demoCallees: [
    ['13800138000', '接听，听完通知后确认'],
    ['13900139000', '接听，只用一两个字确认'],
    ['13800138006', '打断 AI，抢着说话'],
    ['13800138004', '问对方是不是 AI'],
    ['13800138008', '试图给 AI 下命令'],
    ['13800138009', '语音菜单：按 1'],
    ['13900139001', '占线'],
    ['13900139002', '响铃，无人接听'],
    ['13900139005', '语音信箱，有问候语和提示音'],
    ['13900139006', '接听的是别人，打错了'],
    ['13900139007', '话没说完就挂断'],
    ['13900139008', '要求以后不要再打来'],
    ['13900139009', '接听但一言不发'],
  ],
  demoServing: '服务继续运行，按 Ctrl-C 停止。',
  demoElsewhere: '服务在它自己的进程里继续运行，按 Ctrl-C 结束演示。',
  demoKeyStays: '届时此 Key 会被吊销。',
  demoBye: '已停止。',
};

export type Language = 'zh' | 'en';

/** The language of whoever is at the terminal (POSIX: `LC_ALL`, then `LC_MESSAGES`, then `LANG`); English where it is neither. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '');
  return locale?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function messagesIn(language: Language): Messages {
  return language === 'zh' ? zh : en;
}

import type { Language } from '@ringback/engine';
import type { CheckCode, CheckResult } from '../live-checks/live-checks.js';

type Words = Readonly<Record<Language, readonly [found: string, toDo: string | null]>>;

/** What a live check found, and what to do about it. */
const WORDS: Readonly<Record<Exclude<CheckCode, 'works'>, Words>> = {
  simulated: {
    zh: ['使用模拟线路，不会有真实电话响起，无需检查', null],
    en: ['Callees are simulated: no real phone rings, and there is nothing to check.', null],
  },
  no_model: {
    zh: ['未使用模型：通话按固定规则播报', null],
    en: ['No model is used: calls follow fixed rules.', null],
  },
  trial_account: {
    zh: ['Twilio 接受了凭据，但这是试用账户，只能拨打已验证的号码', '在 Twilio 控制台验证要拨打的号码，或升级账户'],
    en: [
      'Twilio takes the credentials. It is a trial account, which reaches verified numbers alone.',
      'Verify the numbers that you call in the Twilio console, or upgrade the account.',
    ],
  },
  foreign_numbers: {
    zh: ['Twilio 接受了凭据，但有主叫号码不属于该账户', '在 Twilio 控制台购买这些号码，或确认它们已作为主叫号码验证'],
    en: [
      'Twilio takes the credentials, but not every number that callees would see belongs to the account.',
      'Buy them in the Twilio console, or see that they are verified there as caller ids.',
    ],
  },
  restart_first: {
    zh: ['隧道随服务启动，当前进程尚未使用这些设置', '重启服务，然后再次检查'],
    en: [
      'The tunnel starts with the service, which does not go by these settings yet.',
      'Restart the service, then check again.',
    ],
  },
  settings_incomplete: {
    zh: ['设置不完整，服务无法用它们启动', '补全线路或模型所需的设置；ringback doctor 会逐一指出'],
    en: [
      'The settings are not complete: the service could not start with them.',
      'Set what the carrier and the model need; ringback doctor names it.',
    ],
  },
  carrier_unreachable: {
    zh: ['线路服务没有应答', '确认本机可以访问互联网，并检查 TWILIO_API_URL'],
    en: [
      'The carrier does not answer.',
      'See that this machine reaches the internet, and that TWILIO_API_URL is right.',
    ],
  },
  carrier_refused: {
    zh: ['线路服务拒绝了凭据', '按 Twilio 控制台重新填写 Account SID、Auth Token 或 API Key'],
    en: [
      'The carrier refuses the credentials.',
      'Set the Account SID, and the Auth Token or API key, as the Twilio console has them.',
    ],
  },
  carrier_unreadable: {
    zh: ['无法读取线路账户', '检查 Account SID 和 TWILIO_API_URL'],
    en: ['The carrier’s account cannot be read.', 'See that the Account SID and TWILIO_API_URL are right.'],
  },
  carrier_suspended: {
    zh: ['线路账户已停用', '查看 Twilio 控制台：余额，或其中的说明'],
    en: [
      'The carrier’s account is out of service.',
      'See the Twilio console: the balance, or what it says of the account.',
    ],
  },
  public_path_dead: {
    zh: ['请求没有经公网地址回到本服务', '检查公网地址、反向代理和证书'],
    en: [
      'A request did not come back to this service through the public address.',
      'See the public address, the proxy and its certificate.',
    ],
  },
  port_in_use: {
    zh: ['检查时无法在公网端口上监听', '停止占用该端口的程序，或修改 RINGBACK_PUBLIC_PORT'],
    en: [
      'The public port could not be listened at for the check.',
      'Stop the program that uses it, or set RINGBACK_PUBLIC_PORT.',
    ],
  },
  model_key_refused: {
    zh: ['模型服务拒绝了密钥', '填写有效的 OPENAI_API_KEY，并确认它可以使用 Realtime API'],
    en: ['The model’s service refuses the key.', 'Set OPENAI_API_KEY to a live key that may use the Realtime API.'],
  },
  model_quota_exceeded: {
    zh: ['模型账户的额度已用完', '为模型账户充值，或提高其限额'],
    en: ['The model’s account has used up its quota.', 'Add credit to it, or raise its limit.'],
  },
  model_unknown: {
    zh: ['模型服务没有这个实时模型', '检查模型名称（Azure 为部署名称）和服务地址'],
    en: [
      'The service has no such realtime model.',
      'Check the name of the model (on Azure, of the deployment) and the address.',
    ],
  },
  model_refused: {
    zh: ['模型服务不支持此协议或这些设置', '检查服务地址和方言（openai、azure、xai）'],
    en: [
      'The service does not speak this protocol, or refuses the settings.',
      'Check its address and the dialect (openai, azure, xai).',
    ],
  },
  model_unreachable: {
    zh: ['连接不上模型服务', '确认本机可以访问互联网，并检查 OPENAI_BASE_URL'],
    en: [
      'The model’s service cannot be reached.',
      'See that this machine reaches the internet, and that OPENAI_BASE_URL is right.',
    ],
  },
  model_silent: {
    zh: ['模型服务在规定时间内没有应答', '稍后重试；查看模型服务的状态'],
    en: ['The model’s service did not answer in time.', 'Try again soon; see what it says of its state.'],
  },
  check_failed: {
    zh: ['检查未能完成', '稍后重试；查看服务日志'],
    en: ['The check could not be made.', 'Try again, and see the log of the service.'],
  },
};

const WORKS: Readonly<Record<CheckResult['check'], Readonly<Record<Language, string>>>> = {
  carrier: {
    zh: '线路接受了凭据，账户可以拨打真实电话',
    en: 'The carrier takes the credentials, and real phones ring.',
  },
  public_path: {
    zh: '公网地址可用：HTTP 请求和 WebSocket 都回到了本服务',
    en: 'The public address works: a request and a WebSocket came back to this service.',
  },
  model: { zh: '模型应答正常', en: 'The model answers.' },
};

/** Why the public path is dead, as `public_path_dead` has it. */
const DEAD: Readonly<Record<string, Words>> = {
  unknown_url: {
    zh: ['尚不知道公网地址', '设置 RINGBACK_PUBLIC_URL，或查看隧道为何没有启动'],
    en: ['The public address is not known yet.', 'Set RINGBACK_PUBLIC_URL, or see why the tunnel is not up.'],
  },
  dns: {
    zh: ['公网地址的域名无法解析', '检查公网地址和 DNS；新域名可能需要几分钟'],
    en: [
      'The name of the public address cannot be looked up.',
      'Check the address and the DNS; a new name can take a minute.',
    ],
  },
  tcp: {
    zh: ['连接不上公网地址', '确认反向代理或隧道正在运行，端口已开放'],
    en: ['No connection to the public address.', 'See that the proxy or tunnel runs and that its port is open.'],
  },
  tls: {
    zh: ['公网地址的 TLS 握手失败', '为该域名配置线路服务信任的有效证书'],
    en: [
      'TLS with the public address failed.',
      'Give it a certificate for this name that carriers trust, valid today.',
    ],
  },
  timeout: {
    zh: ['公网地址没有及时应答', '确认反向代理或隧道正在运行，并指向本服务的公网端口'],
    en: [
      'The public address did not answer in time.',
      'See that the proxy or tunnel runs and leads to this service’s public port.',
    ],
  },
  another_process: {
    zh: ['公网地址指向另一个程序', '让反向代理或隧道指向本服务的公网端口，路径保持不变'],
    en: [
      'The public address leads to another program.',
      'Point the proxy or tunnel at this service’s public port, with the path as it is.',
    ],
  },
  websocket_refused: {
    zh: ['公网地址拒绝了 WebSocket', '让反向代理放行 WebSocket 升级（HTTP/1.1，Connection 和 Upgrade 请求头）'],
    en: [
      'The public address refuses WebSockets.',
      'Let the proxy pass WebSocket upgrades (HTTP/1.1, Connection and Upgrade headers).',
    ],
  },
  websocket_broken: {
    zh: ['经公网地址的 WebSocket 中断', '让反向代理放行 WebSocket 升级（HTTP/1.1，Connection 和 Upgrade 请求头）'],
    en: [
      'The WebSocket through the public address broke.',
      'Let the proxy pass WebSocket upgrades (HTTP/1.1, Connection and Upgrade headers).',
    ],
  },
};

export function checkWords(
  { check, code, why }: CheckResult,
  language: Language,
): { found: string; to_do: string | null } {
  if (code === 'works') return { found: WORKS[check][language], to_do: null };
  const words = (code === 'public_path_dead' && why !== null ? DEAD[why] : undefined) ?? WORDS[code];
  const [found, toDo] = words[language];
  return { found, to_do: toDo };
}

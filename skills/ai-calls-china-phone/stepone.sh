#!/bin/sh
# The API of a Ringback service from the shell: stepone.sh COMMAND; and what callout.sh, callinfo.sh and stream_chat.sh, which source
# this file, have in common. Needs curl and a POSIX shell, and no other program: runs under dash, bash and busybox.
#
#   STEPONEAI_API_KEY    the key (sk_...); else steponeai_api_key in ~/.clawd/secrets.json
#   STEPONEAI_API_BASE   where the service is; http://127.0.0.1:7464 unless set
#
# Exit codes: 0 done, 1 failure, 2 wrong use or bad input, 3 no key or a refused one, 4 balance too low, 5 no such call, 6 no service,
# 8 the call is not over yet.
#
# Functions give a value back in the variable that stands in capitals behind "gives": capturing what they print would cost a process.

# Unquoted text is split here, at what IFS says, and never taken for names of files.
set -uf

SKILL_VERSION=1.0.0
BAR='━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━'
BLANKS=$IFS
NEWLINE='
'
BACKSLASH=$(printf '\134')
TAB=$(printf '\t')
CARRIAGE_RETURN=$(printf '\r')

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
  zh*) LANGUAGE_WANTED=zh ;;
  en*) LANGUAGE_WANTED=en ;;
  *) LANGUAGE_WANTED= ;;
esac
# Text is bytes from here on, whatever the machine's locale: UTF-8 passes through untouched.
LC_ALL=C
export LC_ALL

in_chinese() {
  [ "$LANGUAGE_WANTED" = zh ]
}

# Gives WORDS, in the language of whoever reads along.
words() { # ENGLISH CHINESE
  if in_chinese; then WORDS=$2; else WORDS=$1; fi
}

complain() { # MESSAGE EXIT_CODE
  printf '❌ Error: %s\n' "$1" >&2
  return "$2"
}

fail() { # ENGLISH CHINESE EXIT_CODE
  words "$1" "$2"
  complain "$WORDS" "$3" || exit
}

wrong_use() { # ENGLISH CHINESE
  fail "$1 See: ${0##*/} --help" "$2用法见：${0##*/} --help" 2
}

# Prints what stands on standard input.
show() {
  while IFS= read -r line; do printf '%s\n' "$line"; done
}

# --- Text and JSON --------------------------------------------------------------------------------------------------------------------

# Gives CHANGED: the text with each FROM as TO. FROM is one character, none of space, tab and line break, at which IFS splits otherwise.
change() { # FROM TO TEXT
  case $3 in
    *"$1"*) ;;
    *) CHANGED=$3 && return ;;
  esac
  change_to=$2
  IFS=$1
  # The stop keeps an empty piece at the end, which splitting drops.
  # shellcheck disable=SC2086
  set -- $3"."
  IFS=$BLANKS
  CHANGED=$1
  shift
  for piece; do CHANGED=$CHANGED$change_to$piece; done
  CHANGED=${CHANGED%.}
}

# The same for a FROM of any kind. Takes the square of the distances between them: for what is rare or near.
change_any() { # FROM TO TEXT
  CHANGED='' change_rest=$3
  while :; do
    case $change_rest in
      *"$1"*) ;;
      *) break ;;
    esac
    CHANGED=$CHANGED${change_rest%%"$1"*}$2
    change_rest=${change_rest#*"$1"}
  done
  CHANGED=$CHANGED$change_rest
}

# Gives PLAIN: $1 on one line, fit for a terminal. What comes from a phone or a server must not steer it: no control characters
# (U+0000-001F, 007F-009F), no turning round of the writing direction (U+202A-202E, 2066-2069).
plain() { # TEXT
  PLAIN=$1
  case $PLAIN in
    *[[:cntrl:]]*)
      for unfit in "$NEWLINE" "$TAB" "$CARRIAGE_RETURN"; do change_any "$unfit" ' ' "$PLAIN" && PLAIN=$CHANGED; done
      case $PLAIN in *[[:cntrl:]]*) without_controls ;; esac
      ;;
  esac
  for unfit in $MARKS; do
    case $PLAIN in *"$unfit"*) change_any "$unfit" '' "$PLAIN" && PLAIN=$CHANGED ;; esac
  done
}

without_controls() {
  number=0
  while [ "$number" -lt 127 ]; do
    number=$((number + 1))
    [ "$number" -ne 32 ] || number=127
    character "$number"
    change_any "$CHARACTER" ' ' "$PLAIN"
    PLAIN=$CHANGED
  done
}

# Gives CHARACTER: the one of a code below 128.
character() { # CODE
  CHARACTER=$(printf '%b.' "\\0$(($1 / 64))$(($1 / 8 % 8))$(($1 % 8))")
  CHARACTER=${CHARACTER%.}
}

# U+0080-009F, 202A-202E and 2066-2069 in UTF-8, with blanks between.
marks() {
  marks=''
  for tens in 20 21 22 23; do
    for ones in 0 1 2 3 4 5 6 7; do marks="$marks\\0302\\0$tens$ones "; done
  done
  for last in 252 253 254 255 256; do marks="$marks\\0342\\0200\\0$last "; done
  for last in 246 247 250 251; do marks="$marks\\0342\\0201\\0$last "; done
  MARKS=$(printf '%b' "$marks")
}
marks

# Gives ESCAPED: what stands between the quotes of a setting of curl.
escape() { # TEXT
  change "$BACKSLASH" "$BACKSLASH$BACKSLASH" "$1"
  change '"' "$BACKSLASH\"" "$CHANGED"
  ESCAPED=$CHANGED
  case $ESCAPED in
    *"$NEWLINE"* | *"$TAB"* | *"$CARRIAGE_RETURN"*)
      change_any "$NEWLINE" '\n' "$ESCAPED"
      change_any "$TAB" '\t' "$CHANGED"
      change_any "$CARRIAGE_RETURN" '\r' "$CHANGED"
      ESCAPED=$CHANGED
      ;;
  esac
}

# Gives ESCAPED: what stands between the quotes of a JSON string (RFC 8259, section 7).
json_escape() { # TEXT
  escape "$1"
  case $ESCAPED in *[[:cntrl:]]*) ;; *) return ;; esac
  number=0
  while [ "$number" -lt 31 ]; do
    number=$((number + 1))
    character "$number"
    change_any "$CHARACTER" "\\u00$((number / 16))$(hexadecimal $((number % 16)))" "$ESCAPED"
    ESCAPED=$CHANGED
  done
}

hexadecimal() { # NUMBER
  printf '%x' "$1"
}

# Gives DECODED: the text that stands between the quotes of a JSON string as $1. Half a surrogate pair becomes U+FFFD, U+0000 nothing.
decode() { # TEXT
  case $1 in
    *"$BACKSLASH"*) ;;
    *) DECODED=$1 && return ;;
  esac
  IFS=$BACKSLASH
  # shellcheck disable=SC2086
  set -- $1"."
  IFS=$BLANKS
  # DECODED is gathered as printf's %b wants it, so that one process at the end makes all the bytes.
  DECODED=$1 high=0 literal=no
  shift
  for piece; do
    if [ "$literal" = yes ]; then
      # Behind an escaped backslash.
      DECODED=$DECODED$piece literal=no
      continue
    fi
    case $piece in
      u[dD][c-fC-F][0-9a-fA-F][0-9a-fA-F]*) ;;
      *) [ "$high" -eq 0 ] || decode_point 65533 ;;
    esac
    case $piece in
      '') DECODED="$DECODED\\0134" literal=yes ;;
      u[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]*)
        piece=${piece#u}
        decode_unit "$((0x${piece%"${piece#????}"}))"
        piece=${piece#????}
        # Only the very next escape can be the other half.
        if [ "$high" -ne 0 ] && [ -n "$piece" ]; then decode_point 65533; fi
        DECODED=$DECODED$piece
        ;;
      n*) DECODED="$DECODED\\0012${piece#n}" ;;
      t*) DECODED="$DECODED\\0011${piece#t}" ;;
      r*) DECODED="$DECODED\\0015${piece#r}" ;;
      b* | f*) DECODED="$DECODED ${piece#?}" ;;
      *) DECODED=$DECODED$piece ;;
    esac
  done
  DECODED=$(printf '%b' "$DECODED")
  DECODED=${DECODED%.}
}

decode_unit() { # CODE_UNIT
  if [ "$1" -ge 55296 ] && [ "$1" -lt 56320 ]; then
    high=$1
  elif [ "$1" -ge 56320 ] && [ "$1" -lt 57344 ]; then
    if [ "$high" -eq 0 ]; then decode_point 65533; else decode_point $((65536 + (high - 55296) * 1024 + $1 - 56320)); fi
  elif [ "$1" -ne 0 ]; then
    decode_point "$1"
  fi
}

decode_point() { # CODE_POINT
  high=0
  if [ "$1" -lt 128 ]; then
    decode_byte "$1"
    return
  elif [ "$1" -lt 2048 ]; then
    decode_byte $((192 + $1 / 64))
  else
    if [ "$1" -lt 65536 ]; then
      decode_byte $((224 + $1 / 4096))
    else
      decode_byte $((240 + $1 / 262144))
      decode_byte $((128 + $1 / 4096 % 64))
    fi
    decode_byte $((128 + $1 / 64 % 64))
  fi
  decode_byte $((128 + $1 % 64))
}

decode_byte() { # CODE
  DECODED="$DECODED\\0$(($1 / 64))$(($1 / 8 % 8))$(($1 % 8))"
}

# Reads one JSON text (RFC 8259) and calls TAKE with the path of every plain value (data.calls.0.phone) and the value, strings still as
# they stand between their quotes (see decode), null as nothing. Ends where TAKE fails. Splitting at the quotes gives strings and what
# stands between them in turn, in linear time. A key of other characters than letters, digits and _ is "?" in a path.
read_json() { # TEXT TAKE
  take=$2 path='' kinds='' is_key=no inside=no string=''
  IFS='"'
  # shellcheck disable=SC2086
  set -- $1"_"
  IFS=$BLANKS
  for piece; do
    if [ "$inside" = no ]; then
      read_between "$piece" || return 0
      inside=yes string=''
      continue
    fi
    string=$string$piece
    case $piece in
      *"$BACKSLASH")
        # An odd number of backslashes: the quote behind them is text.
        is_quote=yes
        while :; do
          case $piece in
            *"$BACKSLASH") piece=${piece%?} ;;
            *) break ;;
          esac
          if [ "$is_quote" = yes ]; then is_quote=no; else is_quote=yes; fi
        done
        if [ "$is_quote" = no ]; then string="$string\"" && continue; fi
        ;;
    esac
    inside=no
    if [ "$is_key" = yes ]; then
      case $string in '' | *[!A-Za-z0-9_]*) string='?' ;; esac
      path=${path%.*}.$string
    else
      "$take" "${path#.}" "$string" || return 0
    fi
  done
}

# The part of a JSON text between two strings.
read_between() { # TEXT
  between=$1
  while :; do
    case $between in
      '') return 0 ;;
      '{'*) path=$path. kinds=${kinds}o is_key=yes ;;
      '['*) path=$path.0 kinds=${kinds}a is_key=no ;;
      '}'* | ']'*) path=${path%.*} kinds=${kinds%?} is_key=no ;;
      ,*)
        case $kinds in
          *o) is_key=yes ;;
          *) path=${path%.*}.$((${path##*.} + 1)) ;;
        esac
        ;;
      :*) is_key=no ;;
      [a-zA-Z0-9+-]*)
        word=${between%%[!a-zA-Z0-9+.-]*}
        between=${between#"$word"}
        [ "$word" != null ] || word=''
        "$take" "${path#.}" "$word" || return 1
        continue
        ;;
    esac
    between=${between#?}
  done
}

# Gives VALUE: one value of the JSON text, fit for a terminal; nothing where it has none.
json_value() { # TEXT PATH
  VALUE='' wanted=$2
  read_json "$1" take_wanted
  decode "$VALUE"
  plain "$DECODED"
  VALUE=$PLAIN
}

take_wanted() { # PATH VALUE
  [ "$1" != "$wanted" ] || { VALUE=$2 && return 1; }
}

# --- Requests ---------------------------------------------------------------------------------------------------------------------------

need_base() {
  command -v curl >/dev/null 2>&1 || fail 'curl is not installed.' '没有安装 curl。' 1
  API_BASE=${STEPONEAI_API_BASE:-http://127.0.0.1:7464}
  while [ "$API_BASE" != "${API_BASE%/}" ]; do API_BASE=${API_BASE%/}; done
  case $API_BASE in
    *[![:graph:]]*)
      fail 'STEPONEAI_API_BASE has a space or a control character in it; it should look like http://127.0.0.1:7464' \
        'STEPONEAI_API_BASE 中有空格或控制字符；应形如 http://127.0.0.1:7464' 2
      ;;
    http://?* | https://?*) ;;
    *)
      fail 'STEPONEAI_API_BASE must begin with http:// or https://, e.g. http://127.0.0.1:7464' \
        'STEPONEAI_API_BASE 须以 http:// 或 https:// 开头，如 http://127.0.0.1:7464' 2
      ;;
  esac
}

need_key() {
  API_KEY=${STEPONEAI_API_KEY:-}
  secrets=${HOME:-}/.clawd/secrets.json
  if [ -z "$API_KEY" ] && [ -r "$secrets" ]; then
    text=''
    while IFS= read -r line || [ -n "$line" ]; do text=$text$line; done <"$secrets"
    VALUE=''
    read_json "$text" take_key
    decode "$VALUE"
    API_KEY=$DECODED
  fi
  [ -n "$API_KEY" ] || fail \
    "No API key. Make one with \`ringback keys create\`, then: export STEPONEAI_API_KEY=sk_... (or keep it as steponeai_api_key in ~/.clawd/secrets.json)" \
    "没有 API Key。请用 \`ringback keys create\` 创建，再执行 export STEPONEAI_API_KEY=sk_...（或写在 ~/.clawd/secrets.json 的 steponeai_api_key 中）" 3
  case $API_KEY in
    *[![:graph:]]*)
      fail 'The API key has a space or a control character in it; it should look like sk_...' \
        'API Key 中有空格或控制字符；应形如 sk_...' 3
      ;;
  esac
}

# The key at the top of the file, else the first one anywhere in it.
take_key() { # PATH VALUE
  case $1 in
    steponeai_api_key) VALUE=$2 && return 1 ;;
    *.steponeai_api_key) VALUE=${VALUE:-$2} ;;
  esac
}

need_call_id() { # ID
  case $1 in
    '' | *[!A-Za-z0-9_-]*)
      plain "$1"
      fail "\"$PLAIN\" is not a call id. callout.sh prints the id of each call that it places." \
        "「$PLAIN」不是通话 id。callout.sh 会打印每通电话的 id。" 2
      ;;
  esac
}

# One line of a curl configuration file.
setting() { # NAME VALUE
  escape "$2"
  printf '%s = "%s"\n' "$1" "$ESCAPED"
}

# curl 7.82 to 8.1 refuse lines of their configuration over 100 KB; quoting may double a body. Longer ones (thousands of numbers) come
# through a pipe of their own.
LONGEST_SETTING=48000

# What every request tells curl, on its standard input: neither the key nor what a call is about is ever on a command line, where every
# user of the machine could read it.
settings() { # METHOD PATH BODY
  printf 'silent\ngloboff\nconnect-timeout = 5\n'
  setting url "$API_BASE$2"
  setting request "$1"
  setting header "X-Skill-Version: $SKILL_VERSION"
  if [ -n "${API_KEY:-}" ]; then setting header "X-API-Key: $API_KEY"; fi
  if [ -n "$LANGUAGE_WANTED" ]; then setting header "Accept-Language: $LANGUAGE_WANTED"; fi
  if [ -n "$3" ]; then
    setting header 'Content-Type: application/json'
    if [ "${#3}" -le "$LONGEST_SETTING" ]; then setting data-raw "$3"; else setting data-binary @/dev/fd/3; fi
  fi
  case $API_BASE in
    # This very machine is never behind a proxy.
    http://127.* | http://localhost | http://localhost[:/]* | http://\[::1\]*) setting noproxy '*' ;;
  esac
}

# Gives RANDOM_ID: different each time, from the system's source of randomness. Linux gives it as text; elsewhere od makes it text.
random_id() {
  RANDOM_ID=''
  if [ -r /proc/sys/kernel/random/uuid ]; then
    IFS= read -r RANDOM_ID </proc/sys/kernel/random/uuid
  else
    for part in $(od -An -N16 -tx1 /dev/urandom); do RANDOM_ID=$RANDOM_ID$part; done
  fi
  [ -n "$RANDOM_ID" ] || fail 'This system gives no random numbers.' '系统没有提供随机数。' 1
}

# Waits. Where there is no sleep, curl waits in its place: that long, between two attempts at a port where nothing can be.
pause() { # SECONDS
  if command -v sleep >/dev/null 2>&1; then
    sleep "$1"
  else
    curl --silent --noproxy '*' --retry 1 --retry-connrefused --retry-delay "$1" http://127.0.0.1:0/ >/dev/null 2>&1
  fi
}

# Sends one request. STATUS and ANSWER hold what came; CURL is curl's own exit code. A broken connection and a restarting server are
# tried twice more: the idempotency key makes sure that nobody is called twice.
send() { # METHOD PATH BODY [IDEMPOTENCY_KEY]
  for again in yes yes no; do
    reply=$(
      {
        settings "$1" "$2" "$3"
        printf 'max-time = 60\n'
        setting write-out "$NEWLINE%{http_code}"
        if [ -n "${4:-}" ]; then setting header "Idempotency-Key: $4"; fi
      } | with_body "$3"
    )
    CURL=$?
    STATUS=${reply##*"$NEWLINE"}
    ANSWER=${reply%"$NEWLINE"*}
    case $again:$CURL:$STATUS in
      yes:0:50[234] | yes:18:* | yes:52:* | yes:55:* | yes:56:*) pause 1 ;;
      *) break ;;
    esac
  done
}

with_body() { # BODY
  if [ "${#1}" -le "$LONGEST_SETTING" ]; then
    curl --config -
  else
    curl --config - 3<<END
$1
END
  fi
}

# Succeeds where the last answer is a success. Otherwise prints one line that says why, and fails with the exit code for it.
explain() {
  case $CURL in
    0) code=0 ;;
    3 | 5 | 6)
      words "No such server: $API_BASE. Is STEPONEAI_API_BASE right?" "没有这个服务器：$API_BASE。STEPONEAI_API_BASE 对吗？"
      code=6
      ;;
    7)
      words "No server answers at $API_BASE. Start one with \`ringback serve\`, or set STEPONEAI_API_BASE." \
        "$API_BASE 没有服务应答。请用 \`ringback serve\` 启动服务，或设置 STEPONEAI_API_BASE。"
      code=6
      ;;
    28) words "The server at $API_BASE did not answer in time." "$API_BASE 的服务没有及时应答。" && code=6 ;;
    35 | 51 | 53 | 54 | 58 | 59 | 60 | 77 | 83)
      words "The secure connection to $API_BASE failed (curl exit code $CURL)." "与 $API_BASE 的安全连接失败（curl 退出码 $CURL）。"
      code=6
      ;;
    *) words "The connection to $API_BASE broke (curl exit code $CURL)." "与 $API_BASE 的连接中断（curl 退出码 $CURL）。" && code=6 ;;
  esac
  [ "$code" -eq 0 ] || complain "$WORDS" "$code" || return
  json_value "$ANSWER" success
  if [ "$STATUS:$VALUE" = 200:true ]; then return 0; fi
  json_value "$ANSWER" message
  case $STATUS in
    400 | 413 | 415 | 422) words "The request was refused (HTTP $STATUS)." "请求被拒绝（HTTP $STATUS）。" && code=2 ;;
    401) words 'The API key is not valid.' 'API Key 无效。' && code=3 ;;
    402) words 'The balance is too low.' '余额不足。' && code=4 ;;
    404) words "No Ringback service is at $API_BASE." "$API_BASE 不是 Ringback 服务。" && code=5 ;;
    426)
      words 'The server needs another version of this skill.' '服务需要另一个版本的技能。'
      why=${VALUE:-$WORDS}
      words "$why (This skill is version $SKILL_VERSION: get its folder again from where you got this one.)" \
        "$why（本技能版本为 $SKILL_VERSION：请从原来的地方重新获取技能文件夹。）"
      VALUE='' code=1
      ;;
    *)
      words "$API_BASE does not answer as a Ringback service does (HTTP $STATUS). Is STEPONEAI_API_BASE right?" \
        "$API_BASE 的应答不像 Ringback 服务（HTTP $STATUS）。STEPONEAI_API_BASE 对吗？"
      code=1
      ;;
  esac
  complain "${VALUE:-$WORDS}" "$code"
}

initiate_call() { # BODY
  need_base
  need_key
  random_id
  send POST /api/v1/callinfo/initiate_call "$1" "$RANDOM_ID"
}

search_callinfo() { # ID
  send POST /api/v1/callinfo/search_callinfo "{\"call_id\":\"$1\"}"
}

# --- A record ---------------------------------------------------------------------------------------------------------------------------

# True where the last answer is the record of a call that is over.
is_over() {
  json_value "$ANSWER" data.duration_seconds
  [ -n "$VALUE" ]
}

show_record() {
  record_id='' record_phone='' record_task='' record_duration='' record_cost='' record_billed='' record_response=''
  transcript='' turn='' role='' content=''
  read_json "$ANSWER" take_record
  end_turn
  printf '📱 Call Status\n%s\n' "$BAR"
  printf 'Call ID:     %s\nPhone:       %s\nTask:        %s\n' "$record_id" "$record_phone" "$record_task"
  printf 'Duration:    %ss\nCost:        ¥%s\nBilled:      %s\n' "$record_duration" "$record_cost" "$record_billed"
  printf '\n📝 Transcript\n%s\n%s' "$BAR" "$transcript"
  printf '\n📋 Provider Response\n%s\n%s\n' "$BAR" "$record_response"
}

take_record() { # PATH VALUE
  case $1 in
    data.call_id | data.phones | data.user_requirement | data.duration_seconds | data.cost | data.billed | data.provider_response) ;;
    data.call_content.*.role | data.call_content.*.content)
      if [ "${1%.*}" != "$turn" ]; then end_turn && turn=${1%.*}; fi
      ;;
    *) return 0 ;;
  esac
  decode "$2"
  plain "$DECODED"
  case $1 in
    *.call_id) record_id=$PLAIN ;;
    *.phones) record_phone=$PLAIN ;;
    *.user_requirement) record_task=$PLAIN ;;
    *.duration_seconds) record_duration=$PLAIN ;;
    *.cost) record_cost=$PLAIN ;;
    *.billed) record_billed=$PLAIN ;;
    *.provider_response) record_response=$PLAIN ;;
    *.role) role=$PLAIN ;;
    *.content) content=$PLAIN ;;
  esac
}

end_turn() {
  [ -z "$turn" ] || transcript="$transcript$role: $content$NEWLINE"
  role='' content=''
}

# --- A live stream ----------------------------------------------------------------------------------------------------------------------

# Asks for the conversation of call $1 after the event $2. Server-sent events, then one comment line with how it ended.
open_stream() { # ID LAST_EVENT_ID
  {
    settings POST /api/v1/callinfo/stream_chat_history "{\"call_id\":\"$1\"}"
    setting header 'Accept: text/event-stream'
    if [ -n "$2" ]; then setting header "Last-Event-ID: $2"; fi
    # A keep-alive comes every half a second: twenty seconds without any is a dead connection.
    printf 'no-buffer\nspeed-limit = 1\nspeed-time = 20\n'
    setting write-out "$NEWLINE: status %{http_code}$NEWLINE"
  } | curl --config -
  printf '\n: curl %s\n' "$?"
}

# Reads what open_stream gives and shows it on file descriptor 3, as $1 (text, json or raw) wants it. Then prints, in five lines: how it
# ended ([DONE], [TIMEOUT], refused or lost), the id of the last event, curl's exit code, the status, and the answer of a refusal.
show_stream() { # FORMAT LAST_EVENT_ID
  last=$2 next=$2 data='' outcome=lost status=000 code=0 answer=''
  while IFS= read -r line; do
    line=${line%"$CARRIAGE_RETURN"}
    case $1:$line in
      raw:': status '* | raw:': curl '*) ;;
      raw:*) printf '%s\n' "$line" >&3 ;;
    esac
    case $line in
      'data:'*) data=$line ;;
      'id:'*)
        next=${line#id:}
        next=${next# }
        ;;
      ': status '*)
        status=${line#: status }
        data=''
        ;;
      ': curl '*) code=${line#: curl } ;;
      '{'*) answer=$line ;;
      '')
        # A blank line ends an event; one that broke off before it comes whole after the next connection.
        [ -n "$data" ] || continue
        last=$next
        show_event "$1" "$data"
        case $SHOWN in '[DONE]' | '[TIMEOUT]') outcome=$SHOWN && break ;; esac
        data=''
        ;;
    esac
  done
  case $status in
    000 | 200 | 50[234]) ;;
    # The last event that was seen is the last there is.
    204) outcome='[DONE]' ;;
    *) outcome=refused ;;
  esac
  printf '%s\n%s\n%s\n%s\n%s\n' "$outcome" "$last" "$code" "$status" "$answer"
}

# Shows one event on file descriptor 3. SHOWN is [DONE] or [TIMEOUT] where it is the last one.
show_event() { # FORMAT DATA_LINE
  if [ "$1" = json ]; then printf '%s\n' "$2" >&3; fi
  role='' content='' SHOWN=''
  read_json "${2#data:}" take_event
  case $role:$content in
    'system:[DONE]' | 'system:[TIMEOUT]') SHOWN=$content && return ;;
  esac
  [ "$1" = text ] || return 0
  case $role in
    assistant) printf '🤖 AI: %s\n' "$content" >&3 ;;
    user) printf '👤 User: %s\n' "$content" >&3 ;;
    system) printf '[system] %s\n' "$content" >&3 ;;
  esac
}

take_event() { # PATH VALUE
  case $1 in
    role) role=$2 ;;
    content)
      decode "$2"
      plain "$DECODED"
      content=$PLAIN
      ;;
  esac
}

# Follows call $1 to its end; a lost connection is taken up where it broke, ten times in a row at most. OUTCOME says how it ended.
follow() { # ID FORMAT
  last_event=''
  lost=0
  while :; do
    ended=$(open_stream "$1" "$last_event" | show_stream "$2" "$last_event")
    {
      IFS= read -r OUTCOME
      IFS= read -r reached
      IFS= read -r CURL
      IFS= read -r STATUS
      IFS= read -r ANSWER
    } <<END
$ended
END
    [ "$OUTCOME" = lost ] || break
    if [ "$reached" != "$last_event" ]; then lost=0; fi
    last_event=$reached
    lost=$((lost + 1))
    [ "$lost" -lt 10 ] || break
    # Nothing was ever there: no use in waiting for it to come back.
    if [ -z "$last_event" ]; then case $CURL in [3-7] | 35 | 60) break ;; esac; fi
    pause 1
  done
  # Closed before its end without a word: to curl that is no failure, but it is one.
  case $OUTCOME:$CURL:$STATUS in lost:0:000 | lost:0:200) CURL=18 ;; esac
}

# --- Commands ---------------------------------------------------------------------------------------------------------------------------

stepone_help() {
  if in_chinese; then
    show <<END
Ringback 服务的接口：应答以 JSON 原样打印（技能版本 $SKILL_VERSION）。

Usage: ${0##*/} 命令 [参数]

  call '<json>'   发起外呼：{"phones": "...", "user_requirement": "..."}
  callinfo ID     通话记录
  stream ID       实时对话（server-sent events）
  balance         余额
  version         技能与服务的版本是否一致
  help            本说明

Examples:
  ${0##*/} call '{"phones": "13800138000", "user_requirement": "通知您明天上午9点开会"}'
  ${0##*/} callinfo 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
END
    return
  fi
  show <<END
The API of a Ringback service, as it is: answers are printed as JSON (skill version $SKILL_VERSION).

Usage: ${0##*/} COMMAND [ARGUMENT]

  call '<json>'   place calls: {"phones": "...", "user_requirement": "..."}
  callinfo ID     the record of a call
  stream ID       its conversation, live, as server-sent events
  balance         what is left to spend
  version         whether this skill and the server fit
  help            this text

Examples:
  ${0##*/} call '{"phones": "13800138000", "user_requirement": "通知您明天上午9点开会"}'
  ${0##*/} callinfo 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
END
}

stepone() {
  case ${1:-help} in
    help | -h | --help) stepone_help && exit 0 ;;
    call | callinfo | stream)
      if [ "${2:-}" = --help ]; then stepone_help && exit 0; fi
      [ $# -eq 2 ] || wrong_use "$1 takes one argument." "$1 需要一个参数。"
      ;;
    balance | version)
      if [ "${2:-}" = --help ]; then stepone_help && exit 0; fi
      [ $# -eq 1 ] || wrong_use "$1 takes no argument." "$1 不需要参数。"
      ;;
    *)
      plain "$1"
      wrong_use "There is no command $PLAIN." "没有 $PLAIN 命令。"
      ;;
  esac
  case $1 in
    call)
      [ -n "$2" ] || wrong_use 'The JSON is empty.' 'JSON 为空。'
      initiate_call "$2"
      ;;
    callinfo)
      need_call_id "$2"
      need_base
      need_key
      search_callinfo "$2"
      ;;
    stream)
      need_call_id "$2"
      need_base
      need_key
      exec 3>&1
      follow "$2" raw
      case $OUTCOME in '[DONE]' | '[TIMEOUT]') exit 0 ;; esac
      ;;
    balance)
      need_base
      need_key
      send GET /api/v1/account/balance ''
      ;;
    version) show_version && exit 0 ;;
  esac
  if [ "$1" != stream ] && [ -n "$ANSWER" ]; then printf '%s\n' "$ANSWER"; fi
  explain || exit
}

show_version() {
  need_base
  printf 'Local skill version: %s\n' "$SKILL_VERSION"
  send GET /api/v1/callinfo/skill_version ''
  json_value "$ANSWER" skill_version
  remote=$VALUE
  if [ "$CURL" -ne 0 ] || [ -z "$remote" ]; then explain || exit; fi
  printf 'Remote skill version: %s\n' "$remote"
  if [ "$remote" = "$SKILL_VERSION" ]; then
    printf '✅ Up to date.\n'
  else
    fail 'The versions differ: get the folder of this skill again from where you got this one.' \
      '版本不一致：请从原来的地方重新获取技能文件夹。' 1
  fi
}

case ${0##*/} in stepone*) stepone "$@" ;; esac

#!/bin/sh
# The API of a Ringback service from the shell: stepone.sh COMMAND; and what callout.sh, callinfo.sh and stream_chat.sh, which source
# this file, have in common. Needs sh, curl and POSIX tools; runs under dash, bash and busybox.
#
#   STEPONEAI_API_KEY    the key (sk_...); else steponeai_api_key in ~/.clawd/secrets.json
#   STEPONEAI_API_BASE   where the service is; http://127.0.0.1:7464 unless set
#
# Exit codes: 0 done, 1 failure, 2 wrong use or bad input, 3 no key or a refused one, 4 balance too low, 5 no such call, 6 no service,
# 8 the call is not over yet.
set -u

SKILL_VERSION=1.0.0
BAR='━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━'
NEWLINE='
'
CARRIAGE_RETURN=$(printf '\r')

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
  zh*) LANGUAGE_WANTED=zh ;;
  en*) LANGUAGE_WANTED=en ;;
  *) LANGUAGE_WANTED= ;;
esac
# Text is bytes from here on: every tool passes UTF-8 through untouched, whatever the machine's locale.
LC_ALL=C
export LC_ALL

fail() { # MESSAGE [EXIT_CODE]
  printf '❌ Error: %s\n' "$1" >&2
  exit "${2:-1}"
}

# --- Text and JSON --------------------------------------------------------------------------------------------------------------------

# What comes from a phone or a server must not steer the terminal: no control characters (U+0000-001F, 007F-009F), no turning round of
# the writing direction (U+202A-202E, 2066-2069).
PLAIN='
function plain(text) {
  gsub(/[\001-\037\177]+/, " ", text)
  gsub(/\302[\200-\237]/, "", text)
  gsub(/\342\200[\252-\256]/, "", text)
  gsub(/\342\201[\246-\251]/, "", text)
  return text
}
'

# Reads one JSON text (RFC 8259) from standard input. Splitting at the quotes gives strings and what stands between them in turn, so it
# takes linear time. V holds every plain value by its path (data.calls.0.phone), SIZE the length of every list.
# shellcheck disable=SC2016
JSON_READER="$PLAIN"'
function byte(n) { return sprintf("%c", n) }
function utf8(point) {
  if (point < 128) return byte(point)
  if (point < 2048) return byte(192 + int(point / 64)) byte(128 + point % 64)
  if (point < 65536) return byte(224 + int(point / 4096)) byte(128 + int(point / 64) % 64) byte(128 + point % 64)
  return byte(240 + int(point / 262144)) byte(128 + int(point / 4096) % 64) byte(128 + int(point / 64) % 64) byte(128 + point % 64)
}
function unit(text,   i, n) {
  n = 0
  for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1
  return n
}
function decode(text,   part, n, i, c, high, low, out) {
  if (!index(text, "\\")) return text
  n = split(text, part, /\\/)
  out = part[1]
  for (i = 2; i <= n; i++) {
    c = substr(part[i], 1, 1)
    if (c == "") { i++; out = out "\\" part[i] }
    else if (c == "u") {
      high = unit(substr(part[i], 2))
      low = 0
      if (high >= 55296 && high < 56320 && length(part[i]) == 5 && substr(part[i + 1], 1, 1) == "u")
        low = unit(substr(part[i + 1], 2))
      if (low >= 56320 && low < 57344) { i++; high = 65536 + (high - 55296) * 1024 + low - 56320 }
      else if (high >= 55296 && high < 57344) high = 65533
      out = out (high > 0 ? utf8(high) : "") substr(part[i], 6)
    }
    else if (c == "n") out = out "\n" substr(part[i], 2)
    else if (c == "t") out = out "\t" substr(part[i], 2)
    else if (c == "r") out = out "\r" substr(part[i], 2)
    else if (c == "b" || c == "f") out = out " " substr(part[i], 2)
    else out = out part[i]
  }
  return out
}
function path_to(level,   i, path) {
  path = name[1]
  for (i = 2; i <= level; i++) path = path "." name[i]
  return path
}
function word_ends() {
  if (word == "") return
  V[path_to(depth)] = word
  filled[depth] = 1
  word = ""
}
function between(text,   i, c) {
  for (i = 1; i <= length(text); i++) {
    c = substr(text, i, 1)
    if (c == "{") { depth++; list[depth] = 0; key_next = 1 }
    else if (c == "[") { depth++; list[depth] = 1; name[depth] = 0; filled[depth] = 0; key_next = 0 }
    else if (c == "}" || c == "]") {
      word_ends()
      if (c == "]") SIZE[path_to(depth - 1)] = name[depth] + filled[depth]
      depth--
      filled[depth] = 1
      key_next = 0
    }
    else if (c == ",") {
      word_ends()
      key_next = !list[depth]
      if (list[depth]) { name[depth]++; filled[depth] = 0 }
    }
    else if (c == ":") key_next = 0
    else if (c !~ /[ \t\r\n]/) word = word c
  }
}
BEGIN { RS = "\""; depth = 0; inside = 0 }
!inside { between($0); inside = 1; text = ""; next }
{
  text = text $0
  match($0, /\\*$/)
  if (RLENGTH % 2 == 1) { text = text "\""; next }
  if (key_next) name[depth] = decode(text)
  else { V[path_to(depth)] = decode(text); filled[depth] = 1 }
  inside = 0
}
'

# $1 on one line, fit for a terminal.
plain_text() {
  printf '%s\n' "$1" | awk "$PLAIN"'{ printf "%s%s", (NR > 1 ? " " : ""), plain($0) }'
}

# Turns $1 into the inside of a JSON string (RFC 8259, section 7).
json_escape() {
  printf '%s\n' "$1" | sed -e 's/[\\"]/\\&/g' -e "$(awk 'BEGIN {
    for (i = 1; i < 32; i++) if (i != 10) printf "s/%c/\\\\u%04x/g\n", i, i
  }')" | awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }'
}

# One value of the JSON in $1, by its path $2; nothing where it has none.
json_value() {
  printf '%s' "$1" | awk -v want="$2" "$JSON_READER"'END { printf "%s", plain(V[want]) }'
}

# --- Requests ---------------------------------------------------------------------------------------------------------------------------

need_base() {
  command -v curl >/dev/null 2>&1 || fail 'curl is not installed.'
  API_BASE=${STEPONEAI_API_BASE:-http://127.0.0.1:7464}
  while [ "$API_BASE" != "${API_BASE%/}" ]; do API_BASE=${API_BASE%/}; done
  case $API_BASE in
    *[![:graph:]]*) fail 'STEPONEAI_API_BASE has a space or a control character in it; it should look like http://127.0.0.1:7464' 2 ;;
    http://?* | https://?*) ;;
    *) fail 'STEPONEAI_API_BASE must begin with http:// or https://, e.g. http://127.0.0.1:7464' 2 ;;
  esac
}

need_key() {
  API_KEY=${STEPONEAI_API_KEY:-}
  secrets=${HOME:-}/.clawd/secrets.json
  if [ -z "$API_KEY" ] && [ -r "$secrets" ]; then
    API_KEY=$(json_value "$(cat "$secrets")" steponeai_api_key)
  fi
  [ -n "$API_KEY" ] || fail "No API key. Make one with \`ringback keys create\`, then: export STEPONEAI_API_KEY=sk_... (or keep it as steponeai_api_key in ~/.clawd/secrets.json)" 3
  case $API_KEY in
    *[![:graph:]]*) fail 'The API key has a space or a control character in it; it should look like sk_...' 3 ;;
  esac
}

need_call_id() { # ID
  case $1 in
    '' | *[!A-Za-z0-9_-]*) fail "\"$(plain_text "$1")\" is not a call id. callout.sh prints the id of each call that it places." 2 ;;
  esac
}

# One line of a curl configuration file: NAME = "VALUE", quoted as curl reads it.
setting() { # NAME VALUE
  printf '%s\n' "$2" | sed 's/[\\"]/\\&/g' | awk -v name="$1" '
    BEGIN { printf "%s = \"", name }
    NR > 1 { printf "\\n" }
    { gsub(/\r/, "\\r"); printf "%s", $0 }
    END { printf "\"\n" }'
}

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
    if [ "${#3}" -le "$LONGEST_SETTING" ]; then setting data-raw "$3"; else setting data-binary "@$BODY_FILE"; fi
  fi
  case $API_BASE in
    # This very machine is never behind a proxy.
    http://127.* | http://localhost | http://localhost[:/]* | http://\[::1\]*) setting noproxy '*' ;;
  esac
}

# curl 7.82 to 8.1 refuse lines of their configuration over 100 KB; quoting may double a body. Longer ones (thousands of numbers) go
# through a file that only this user can read and that is gone afterwards.
LONGEST_SETTING=48000

need_body_file() { # BODY
  [ "${#1}" -gt "$LONGEST_SETTING" ] || return 0
  body_folder=${TMPDIR:-/tmp}/stepone-$$-$(random_id)
  (umask 077 && mkdir "$body_folder") || fail "Cannot write to ${TMPDIR:-/tmp}."
  trap 'rm -rf "$body_folder"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  BODY_FILE=$body_folder/body
  printf '%s' "$1" >"$BODY_FILE" || fail "Cannot write to $body_folder."
}

random_id() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# Sends one request. STATUS and ANSWER hold what came; CURL is curl's own exit code. A broken connection and a restarting server are
# tried twice more: the idempotency key makes sure that nobody is called twice.
send() { # METHOD PATH BODY [IDEMPOTENCY_KEY]
  need_body_file "$3"
  for again in yes yes no; do
    reply=$({
      settings "$1" "$2" "$3"
      printf 'max-time = 60\n'
      setting write-out "$NEWLINE%{http_code}"
      if [ -n "${4:-}" ]; then setting header "Idempotency-Key: $4"; fi
    } | curl --config -)
    CURL=$?
    STATUS=${reply##*"$NEWLINE"}
    ANSWER=${reply%"$NEWLINE"*}
    case $again:$CURL:$STATUS in
      yes:0:50[234] | yes:18:* | yes:52:* | yes:55:* | yes:56:*) sleep 1 ;;
      *) break ;;
    esac
  done
}

# Succeeds where the last answer is a success. Otherwise prints one line that says why, and fails with the exit code for it.
explain() {
  case $CURL in
    0) ;;
    3 | 5 | 6) complain "No such server: $API_BASE. Is STEPONEAI_API_BASE right?" 6 ;;
    7) complain "No server answers at $API_BASE. Start one with \`ringback serve\`, or set STEPONEAI_API_BASE." 6 ;;
    28) complain "The server at $API_BASE did not answer in time." 6 ;;
    35 | 51 | 53 | 54 | 58 | 59 | 60 | 77 | 83) complain "The secure connection to $API_BASE failed (curl exit code $CURL)." 6 ;;
    *) complain "The connection to $API_BASE broke (curl exit code $CURL)." 6 ;;
  esac || return
  case $STATUS:$(json_value "$ANSWER" success) in
    200:true) return 0 ;;
  esac
  why=$(json_value "$ANSWER" message)
  case $STATUS in
    400 | 413 | 415 | 422) complain "${why:-The request was refused (HTTP $STATUS).}" 2 ;;
    401) complain "${why:-The API key is not valid.}" 3 ;;
    402) complain "${why:-The balance is too low.}" 4 ;;
    404) complain "${why:-No Ringback service is at $API_BASE.}" 5 ;;
    426) complain "${why:-The server needs another version of this skill.} (This skill is version $SKILL_VERSION: get its folder again from where you got this one.)" 1 ;;
    *) complain "${why:-$API_BASE does not answer as a Ringback service does (HTTP $STATUS). Is STEPONEAI_API_BASE right?}" 1 ;;
  esac
}

complain() { # MESSAGE EXIT_CODE
  printf '❌ Error: %s\n' "$1" >&2
  return "$2"
}

initiate_call() { # BODY
  need_base
  need_key
  send POST /api/v1/callinfo/initiate_call "$1" "$(random_id)"
}

search_callinfo() { # ID
  send POST /api/v1/callinfo/search_callinfo "{\"call_id\":\"$1\"}"
}

# --- A record ---------------------------------------------------------------------------------------------------------------------------

# True where the last answer is the record of a call that is over.
is_over() {
  [ -n "$(json_value "$ANSWER" data.duration_seconds)" ]
}

show_record() {
  printf '%s' "$ANSWER" | awk -v bar="$BAR" "$JSON_READER"'
    function field(key) { return plain(V["data." key]) }
    END {
      print "📱 Call Status"
      print bar
      print "Call ID:     " field("call_id")
      print "Phone:       " field("phones")
      print "Task:        " field("user_requirement")
      print "Duration:    " field("duration_seconds") "s"
      print "Cost:        ¥" field("cost")
      print "Billed:      " field("billed")
      print ""
      print "📝 Transcript"
      print bar
      for (i = 0; i < SIZE["data.call_content"]; i++)
        print field("call_content." i ".role") ": " field("call_content." i ".content")
      print ""
      print "📋 Provider Response"
      print bar
      print field("provider_response")
    }'
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
  event=$(printf '%s' "${2#data:}" | awk "$JSON_READER"'END { printf "%s:%s", V["role"], plain(V["content"]) }')
  SHOWN=
  case $event in
    'system:[DONE]' | 'system:[TIMEOUT]') SHOWN=${event#system:} ;;
    *)
      [ "$1" != text ] || case $event in
        assistant:*) printf '🤖 AI: %s\n' "${event#assistant:}" >&3 ;;
        user:*) printf '👤 User: %s\n' "${event#user:}" >&3 ;;
        system:*) printf '[system] %s\n' "${event#system:}" >&3 ;;
      esac
      ;;
  esac
}

# Follows call $1 to its end; a lost connection is taken up where it broke, ten times in a row at most. OUTCOME says how it ended.
follow() { # ID FORMAT
  last_event=''
  lost=0
  while :; do
    ended=$(open_stream "$1" "$last_event" | show_stream "$2" "$last_event")
    OUTCOME=$(line_of 1 "$ended")
    [ "$OUTCOME" = lost ] || break
    reached=$(line_of 2 "$ended")
    if [ "$reached" != "$last_event" ]; then lost=0; fi
    last_event=$reached
    lost=$((lost + 1))
    [ "$lost" -lt 10 ] || break
    # Nothing was ever there: no use in waiting for it to come back.
    if [ -z "$last_event" ]; then case $(line_of 3 "$ended") in [3-7] | 35 | 60) break ;; esac; fi
    sleep 1
  done
  CURL=$(line_of 3 "$ended")
  STATUS=$(line_of 4 "$ended")
  ANSWER=$(line_of 5 "$ended")
  # Closed before its end without a word: to curl that is no failure, but it is one.
  case $OUTCOME:$CURL:$STATUS in lost:0:000 | lost:0:200) CURL=18 ;; esac
}

line_of() { # NUMBER TEXT
  printf '%s\n' "$2" | sed -n "$1p"
}

# --- Commands ---------------------------------------------------------------------------------------------------------------------------

wrong_use() { # MESSAGE
  fail "$1 See: ${0##*/} --help" 2
}

stepone_help() {
  cat <<END
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
      [ $# -eq 2 ] || wrong_use "$1 takes one argument."
      ;;
    balance | version)
      if [ "${2:-}" = --help ]; then stepone_help && exit 0; fi
      [ $# -eq 1 ] || wrong_use "$1 takes no argument."
      ;;
    *) wrong_use "There is no command $(plain_text "$1")." ;;
  esac
  case $1 in
    call)
      [ -n "$2" ] || wrong_use 'The JSON is empty.'
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
  remote=$(json_value "$ANSWER" skill_version)
  if [ "$CURL" -ne 0 ] || [ -z "$remote" ]; then explain || exit; fi
  printf 'Remote skill version: %s\n' "$remote"
  if [ "$remote" = "$SKILL_VERSION" ]; then
    printf '✅ Up to date.\n'
  else
    fail 'The versions differ: get the folder of this skill again from where you got this one.'
  fi
}

case ${0##*/} in stepone*) stepone "$@" ;; esac

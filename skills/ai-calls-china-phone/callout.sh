#!/bin/sh
# Calls phones: callout.sh PHONES REQUIREMENT [--wait]

# shellcheck source=/dev/null
case $0 in */*) . "${0%/*}/stepone.sh" ;; *) . ./stepone.sh ;; esac

callout_help() {
  if in_chinese; then
    show <<END
拨打一个或多个电话，并说明要办的事。

Usage: ${0##*/} 号码 外呼需求 [--wait]

  号码       一个号码，或用逗号分隔的多个号码：13800138000,13900139000
  外呼需求   要告知或询问的内容，请加引号；写明称呼、时间、地点效果更好
  --wait     等到通话全部结束，并打印记录

Examples:
  ${0##*/} 13800138000 '通知您明天上午9点开会'
  ${0##*/} '13800138000,13900139000' '通知年会时间变更' --wait
END
    return
  fi
  show <<END
Calls one phone, or many, and says what you want said.

Usage: ${0##*/} PHONES REQUIREMENT [--wait]

  PHONES        a number, or several with commas between: 13800138000,13900139000
  REQUIREMENT   what to tell or find out, in quotes: names, times and places help
  --wait        wait until every call is over and print its record

Examples:
  ${0##*/} 13800138000 '通知您明天上午9点开会'
  ${0##*/} '13800138000,13900139000' '通知年会时间变更' --wait
END
}

callout() {
  phones='' requirement='' wait=no given=0 options=yes
  for argument; do
    case $options:$argument in
      yes:-h | yes:--help) callout_help && exit 0 ;;
      yes:--wait) wait=yes ;;
      yes:--) options=no ;;
      yes:--*)
        plain "$argument"
        wrong_use "There is no option $PLAIN." "没有 $PLAIN 选项。"
        ;;
      *)
        given=$((given + 1))
        case $given in
          1) phones=$argument ;;
          2) requirement=$argument ;;
          *) wrong_use 'Put the requirement in quotes.' '请给外呼需求加引号。' ;;
        esac
        ;;
    esac
  done
  [ "$given" -eq 2 ] || wrong_use 'Name the phones and the requirement.' '请写明号码和外呼需求。'

  plain "$phones"
  printf '📞 Initiating call to %s...\n' "$PLAIN"
  plain "$requirement"
  printf '📝 Task: %s\n\n' "$PLAIN"
  json_escape "$phones"
  body="{\"phones\":\"$ESCAPED\",\"user_requirement\":\""
  json_escape "$requirement"
  initiate_call "$body$ESCAPED\"}"
  explain || exit
  ids='' few=''
  read_json "$ANSWER" take_call_id
  ids=$ids$few
  [ -n "$ids" ] || fail 'The server accepted the call without naming its id.' '服务接受了外呼，但没有给出 id。' 1
  printf '✅ Call initiated!\n'
  for id in $ids; do printf '📱 Call ID: %s\n' "$id"; done
  json_value "$ANSWER" message
  if [ -n "$VALUE" ]; then printf '💬 %s\n' "$VALUE"; fi
  [ "$wait" = no ] || for id in $ids; do
    printf '\n'
    wait_until_over "$id"
    show_record
  done
}

# Every hundred ids go to the others at once: each addition copies all that there are.
take_call_id() { # PATH VALUE
  case $1:$2 in
    data.call_ids.*:*[!A-Za-z0-9_-]*) ;;
    data.call_ids.*:*)
      few="$few $2"
      case $1 in *00) ids=$ids$few few='' ;; esac
      ;;
    # The list is over: what follows may be long.
    *) [ -z "$ids$few" ] ;;
  esac
}

# Asks every three seconds. A server that is away for a while is waited for: the call goes on where it was.
wait_until_over() { # ID
  words 'Waiting for the call to end:' '等待通话结束：'
  printf '⏳ %s %s\n\n' "$WORDS" "$1" >&2
  away=0
  while :; do
    search_callinfo "$1"
    case $CURL:$STATUS in
      0:200) away=0 && if is_over; then return; fi ;;
      0:429 | 0:50[234] | [!0]*:*) away=$((away + 1)) && if [ "$away" -ge 20 ]; then explain || exit; fi ;;
      *) explain || exit ;;
    esac
    pause 3
  done
}

callout "$@"

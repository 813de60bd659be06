#!/bin/sh
# Prints the record of a call: callinfo.sh CALL_ID [MAX_RETRIES] [--json]

# shellcheck source=/dev/null
case $0 in */*) . "${0%/*}/stepone.sh" ;; *) . ./stepone.sh ;; esac

callinfo_help() {
  if in_chinese; then
    show <<END
打印通话记录：时长、费用、对话全文。

Usage: ${0##*/} CALL_ID [最大重试次数] [--json]

  CALL_ID        callout.sh 打印的 id
  最大重试次数   通话未结束时每 10 秒查询一次，共查询几次（默认 5 次；1：只查一次）
  --json         以 JSON 打印记录

Examples:
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f 1 --json
END
    return
  fi
  show <<END
Prints the record of a call: how long, what it cost, what was said.

Usage: ${0##*/} CALL_ID [MAX_RETRIES] [--json]

  CALL_ID       as callout.sh printed it
  MAX_RETRIES   how often to ask while the call is not over, every 10 s (5 unless told; 1: no waiting)
  --json        print the record as JSON

Examples:
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f 1 --json
END
}

callinfo() {
  id='' tries=5 format=text given=0
  for argument; do
    case $argument in
      -h | --help) callinfo_help && exit 0 ;;
      --json) format=json ;;
      --*)
        plain "$argument"
        wrong_use "There is no option $PLAIN." "没有 $PLAIN 选项。"
        ;;
      *)
        given=$((given + 1))
        case $given in
          1) id=$argument ;;
          2) tries=$argument ;;
          *) wrong_use 'One call at a time.' '一次只能指定一通电话。' ;;
        esac
        ;;
    esac
  done
  [ "$given" -ge 1 ] || wrong_use 'Name the call.' '请写明通话 id。'
  need_call_id "$id"
  case $tries in
    *[!0-9]* | '' | 0* | ??????*) wrong_use 'MAX_RETRIES is a whole number from 1.' '最大重试次数须为不小于 1 的整数。' ;;
  esac
  need_base
  need_key

  tried=0
  while :; do
    search_callinfo "$id"
    explain || exit
    if is_over; then break; fi
    tried=$((tried + 1))
    json_value "$ANSWER" data.status
    if [ "$tried" -ge "$tries" ]; then
      words "Call not completed yet ($VALUE). Ask again later, or watch it: stream_chat.sh $id" \
        "通话尚未结束（$VALUE）。请稍后再查，或实时查看：stream_chat.sh $id"
      printf '⏳ %s\n' "$WORDS" >&2
      exit 8
    fi
    words "Call not completed yet ($VALUE). Asking again in 10s ($tried of $tries)..." \
      "通话尚未结束（$VALUE）。10 秒后再查（第 $tried 次，共 $tries 次）..."
    printf '⏳ %s\n' "$WORDS" >&2
    pause 10
  done
  if [ "$format" = json ]; then printf '%s\n' "$ANSWER"; else show_record; fi
}

callinfo "$@"

#!/bin/sh
# Shows a conversation live: stream_chat.sh CALL_ID [--json]

# shellcheck source=/dev/null
case $0 in */*) . "${0%/*}/stepone.sh" ;; *) . ./stepone.sh ;; esac

stream_chat_help() {
  if in_chinese; then
    show <<END
从头实时显示一通电话的对话。拿到 id 后即可运行。

Usage: ${0##*/} CALL_ID [--json]

  CALL_ID   callout.sh 打印的 id
  --json    原样打印事件：data: {"role": "assistant|user|system", "content": "..."}

30 秒无人接听会提示并结束，电话可能仍在响铃。Ctrl-C 只停止查看，不会挂断。

Example:
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
END
    return
  fi
  show <<END
Shows the conversation of a call live, from its beginning. Start it as soon as you have the call's id.

Usage: ${0##*/} CALL_ID [--json]

  CALL_ID   as callout.sh printed it
  --json    print the events as they come: data: {"role": "assistant|user|system", "content": "..."}

Nobody answers within 30 s: it says so and ends; the phone may still be ringing. Ctrl-C only stops watching.

Example:
  ${0##*/} 019ab0c1-7e7a-7c3f-8b2d-5f0a6d1c2e3f
END
}

stream_chat() {
  id='' format=text given=0
  for argument; do
    case $argument in
      -h | --help) stream_chat_help && exit 0 ;;
      --json) format=json ;;
      --*)
        plain "$argument"
        wrong_use "There is no option $PLAIN." "没有 $PLAIN 选项。"
        ;;
      *)
        given=$((given + 1))
        [ "$given" -eq 1 ] || wrong_use 'One call at a time.' '一次只能指定一通电话。'
        id=$argument
        ;;
    esac
  done
  [ "$given" -eq 1 ] || wrong_use 'Name the call.' '请写明通话 id。'
  need_call_id "$id"
  need_base
  need_key

  if [ "$format" = text ]; then
    printf '🎙️  Streaming real-time conversation\n%s\nCall ID: %s\nWaiting for connection...\n\n' "$BAR" "$id"
  fi
  exec 3>&1
  follow "$id" "$format"
  case $OUTCOME in
    '[DONE]') [ "$format" = json ] || printf '\n%s\n📞 Call ended\n' "$BAR" ;;
    '[TIMEOUT]') [ "$format" = json ] || printf '\n%s\n⏰ Timeout - call not answered\n' "$BAR" ;;
    *) explain || exit ;;
  esac
}

stream_chat "$@"

#!/bin/sh
# The older layout's place of ../stream_chat.sh; the same in every way.
# shellcheck source=/dev/null
case $0 in */*) . "${0%/*}/../stream_chat.sh" ;; *) . ../stream_chat.sh ;; esac

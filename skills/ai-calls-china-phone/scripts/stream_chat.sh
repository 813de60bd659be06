#!/bin/sh
# The older layout's place of ../stream_chat.sh; the same in every way.
# shellcheck source=/dev/null
. "$(dirname -- "$0")/../stream_chat.sh"

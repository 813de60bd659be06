#!/bin/sh
# The older layout's place of ../stepone.sh; the same in every way. Scripts beside it source it too.
# shellcheck source=/dev/null
. "$(dirname -- "$0")/../stepone.sh"

#!/bin/sh
# The older layout's place of ../callinfo.sh; the same in every way.
# shellcheck source=/dev/null
. "$(dirname -- "$0")/../callinfo.sh"

#!/usr/bin/env bash
# The other end of ffmpeg-send.sh: pictures to standard output, sound to nowhere. $1: tuned, or default for what ffmpeg does unasked.
case ${1:-tuned} in
  tuned) flags='-fflags nobuffer -flags low_delay -probesize 32 -analyzeduration 0 -threads 1 -reorder_queue_size 0 -max_delay 0' ;;
  default) flags='' ;;
  *) echo "ffmpeg-receive.sh: tuned or default?" >&2; exit 2 ;;
esac
for _ in $(seq 100); do [ -s "$SCRATCH/$DIRECTION.sdp" ] && break; sleep 0.05; done
# shellcheck disable=SC2086  # flags are words
exec ffmpeg -hide_banner -loglevel fatal -nostdin -protocol_whitelist file,udp,rtp $flags -i "$SCRATCH/$DIRECTION.sdp" \
  -map 0:v -f rawvideo -pix_fmt yuv420p -vsync passthrough pipe:1 -map 0:a -f null -

#!/usr/bin/env bash
# The other end of gst-send.sh: pictures to standard output, sound to nowhere. $1: tuned, or default for what the elements do unasked.
case ${1:-tuned} in
  tuned) jitter='latency=20' sync=false decoder='max-threads=1' ;;
  default) jitter='' sync=true decoder='' ;;
  *) echo "gst-receive.sh: tuned or default?" >&2; exit 2 ;;
esac
# shellcheck disable=SC2086  # the words of an element's properties are words
exec gst-launch-1.0 -q \
  udpsrc port="$PORT" buffer-size=2000000 caps="application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96" \
  ! rtpjitterbuffer $jitter ! rtph264depay ! avdec_h264 $decoder ! video/x-raw,format=I420 ! fdsink fd=1 sync=$sync \
  udpsrc port=$((PORT + 2)) caps="application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=111" \
  ! rtpjitterbuffer $jitter ! rtpopusdepay ! opusdec ! fakesink sync=true

#!/usr/bin/env bash
# Pictures from standard input and a tone, by GStreamer, as RTP. Started by "stamp call", which sets the environment.
exec gst-launch-1.0 -q \
  fdsrc fd=0 blocksize=$((WIDTH * HEIGHT * 3 / 2)) ! rawvideoparse width="$WIDTH" height="$HEIGHT" format=i420 framerate="$FPS/1" \
  ! x264enc tune=zerolatency speed-preset=ultrafast bitrate="$KBPS" key-int-max=$((FPS * 2)) sliced-threads=true \
  ! rtph264pay mtu=1200 pt=96 config-interval=-1 ! udpsink host=127.0.0.1 port="$PORT" sync=false async=false \
  audiotestsrc is-live=true samplesperbuffer=960 volume=0.1 ! audio/x-raw,format=S16LE,rate=48000,channels=1 \
  ! opusenc bitrate=32000 frame-size=20 ! rtpopuspay pt=111 ! udpsink host=127.0.0.1 port=$((PORT + 2)) sync=false async=false

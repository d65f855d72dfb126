#!/usr/bin/env bash
# Pictures from standard input and a tone, by ffmpeg, as RTP. Started by "stamp call", which sets the environment.
exec ffmpeg -hide_banner -loglevel fatal -nostdin \
  -fflags nobuffer -f rawvideo -pix_fmt yuv420p -s "${WIDTH}x$HEIGHT" -r "$FPS" -i pipe:0 -re -f lavfi -i sine=frequency=440:sample_rate=48000 \
  -map 0:v -c:v libx264 -preset ultrafast -tune zerolatency -g $((FPS * 2)) -b:v "${KBPS}k" -maxrate "${KBPS}k" -bufsize "$((KBPS / 2))k" \
  -f rtp "rtp://127.0.0.1:$PORT?pkt_size=1200" \
  -map 1:a -c:a libopus -b:a 32k -frame_duration 20 -application lowdelay -f rtp "rtp://127.0.0.1:$((PORT + 2))?pkt_size=1200" \
  -sdp_file "$SCRATCH/$DIRECTION.sdp"

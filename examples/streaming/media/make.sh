#!/bin/sh
# Makes the three films: patterns that ffmpeg draws by itself, a minute each, cut into segments of two seconds.
# Run it with `sh examples/streaming/media/make.sh`. VP9 in WebM plays in every browser that has Media Source Extensions.
set -eu
cd "$(dirname "$0")"
FONT=${FONT:-/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf}

# A clock in every picture, so that people see that nothing was skipped.
clock() {
  printf "drawtext=fontfile=%s:text='%%{pts\\\\:gmtime\\\\:0\\\\:%%M\\\\\\\\\\\\:%%S}':fontcolor=white:%s" "$FONT" "$1"
}
CORNER="fontsize=34:x=w-tw-28:y=26:shadowcolor=black@0.45:shadowx=1:shadowy=2"
MIDDLE="fontsize=76:x=(w-tw)/2:y=(h-th)/2:box=1:boxcolor=black@0.65:boxborderw=20"

film() {
  name=$1 picture=$2
  rm -rf "$name" && mkdir "$name"
  ffmpeg -hide_banner -loglevel error -f lavfi -i "$picture" -t 60 -an \
    -c:v libvpx-vp9 -deadline good -cpu-used 3 -row-mt 1 -crf 46 -b:v 0 -g 48 -keyint_min 48 -pix_fmt yuv420p \
    -fflags +bitexact -flags:v +bitexact \
    -f dash -dash_segment_type webm -seg_duration 2 -init_seg_name init.webm -media_seg_name '$Number$.webm' "$name/manifest.mpd"
  rm "$name/manifest.mpd"
  ffmpeg -hide_banner -loglevel error -f lavfi -i "$picture" -ss "$3" -frames:v 1 -vf scale=480:-2 \
    -c:v libwebp -quality 62 -bitexact "$name/poster.webp"
}

film slow-light "gradients=s=640x360:r=24:speed=0.008:seed=7:nb_colors=4:c0=0x1b2a4a:c1=0xe07a5f:c2=0x3d6b8e:c3=0xf2cc8f,$(clock "$CORNER")" 22
film pinwheel "gradients=s=640x360:r=24:type=spiral:speed=0.006:seed=3:nb_colors=5:c0=0x0b3d3a:c1=0x2a9d8f:c2=0xe9f5db:c3=0x5e60ce:c4=0x14213d,$(clock "$CORNER")" 34
film test-pattern "smptehdbars=s=640x360:r=24,$(clock "$MIDDLE")" 8

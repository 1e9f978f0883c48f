#!/bin/sh
# Makes chime.opus again: two tones, and "on air" in espeak-ng's voice; ffmpeg mixes and encodes.
#
# It must not startle anybody: -23 LUFS, and nothing begins or ends with a click. Each packet is one
# frame of 20 ms, as the voice channel takes it.
set -e
cd "$(dirname "$0")"
words=$(mktemp --suffix .wav)
trap 'rm "$words"' EXIT
espeak-ng -v en-gb -s 165 -p 55 -w "$words" 'on air'

# A struck bell: the tone, an octave of it, and a decay; name, hertz, milliseconds until it sounds.
bell() {
	echo "aevalsrc=exprs='(0.8*sin(2*PI*$2*t)+0.2*sin(4*PI*$2*t))*exp(-4*t)':s=48000:d=0.7,
		afade=t=in:d=0.025,afade=t=out:st=0.55:d=0.15,adelay=$3:all=1[$1]"
}
ffmpeg -y -loglevel error -i "$words" -filter_complex "
	$(bell low 587.33 0); $(bell high 880 220);
	[0]aresample=48000,highpass=f=120,silenceremove=start_periods=1:start_threshold=-45dB,
		afade=t=in:d=0.02,volume=1dB,adelay=680:all=1[words];
	[low][high][words]amix=inputs=3:normalize=0,apad,atrim=end=1.3,
		afade=t=out:st=1.2:d=0.1,volume=-10.4dB" \
	-ac 1 -c:a libopus -b:a 64k -application audio -frame_duration 20 -vbr on \
	-map_metadata -1 -fflags +bitexact -flags:a +bitexact -f ogg chime.opus

#!/bin/sh
# Makes the Opus files of this folder again: espeak-ng reads the texts, opusenc encodes them.
set -e
cd "$(dirname "$0")"
make() { # name, voice, words a minute, kbit/s, opusenc's further options
	espeak-ng -v "$2" -s "$3" -f "$1.txt" --stdout > "$1.wav"
	opusenc --quiet --framesize 20 --bitrate "$4" --serial 1 $5 "$1.wav" "$1.opus"
	rm "$1.wav"
}
make voice-a en-gb 165 40 ''
make voice-b en-us+f3 160 40 ''
make voice-c en-gb+m7 170 48 ''

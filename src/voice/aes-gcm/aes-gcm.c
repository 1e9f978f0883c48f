// What the program asks of BearSSL: to open one packet of Discord's AES-256-GCM (SP 800-38D, 7.2).
//
// .ci/build-aes-gcm.mjs compiles it, together with BearSSL's AES and GHASH in constant time, to the
// .wasm file beside it. Each call reads what lies in the places below, and writes over it.
#include "inner.h"

#define EXPORT(name) __attribute__((export_name(#name)))

#define SECRET_BYTES 32
#define NONCE_BYTES 12
#define BLOCK_BYTES 16
#define TRANSPORT_NONCE_BYTES 4
/** The longest that there is. */
#define MAX_DATAGRAM_BYTES 0xffff

/** What a voice key is made into, once: its rounds' keys, and the key of the hash. */
typedef struct {
	br_aes_ct64_ctr_keys cipher;
	unsigned char hash[BLOCK_BYTES];
} Key;

static Key key;
static unsigned char secret[SECRET_BYTES];
/** All but its first four bytes stay 0. */
static unsigned char nonce[NONCE_BYTES];
/** With room for a block before it. */
static unsigned char packet[BLOCK_BYTES + MAX_DATAGRAM_BYTES];

EXPORT(keyAddress) Key *key_address(void) { return &key; }

EXPORT(keyBytes) int key_bytes(void) { return (int)sizeof(Key); }

EXPORT(secretAddress) unsigned char *secret_address(void) { return secret; }

EXPORT(datagramAddress) unsigned char *datagram_address(void) { return packet + BLOCK_BYTES; }

/** Makes the key of the secret. */
EXPORT(makeKey) void make_key(void) {
	static const unsigned char zeros[NONCE_BYTES];
	memset(&key, 0, sizeof(Key));
	br_aes_ct64_ctr_init(&key.cipher, secret, SECRET_BYTES);
	br_aes_ct64_ctr_run(&key.cipher, zeros, 0, key.hash, BLOCK_BYTES);
}

/**
 * Opens the datagram where it lies: header in the clear, ciphertext, tag, 4 bytes of nonce.
 *
 * @returns 0 where it is authentic; what lies there is of no use where it is not
 */
EXPORT(openDatagram) int open_datagram(int header_bytes, int text_bytes) {
	unsigned char *header = packet + BLOCK_BYTES;
	unsigned char *text = header + header_bytes;
	unsigned char *tag = text + text_bytes;
	unsigned char hash[BLOCK_BYTES] = {0};
	unsigned char lengths[BLOCK_BYTES];
	br_enc64be(lengths, (uint64_t)header_bytes << 3);
	br_enc64be(lengths + 8, (uint64_t)text_bytes << 3);
	br_ghash_ctmul64(hash, key.hash, header, header_bytes);
	br_ghash_ctmul64(hash, key.hash, text, text_bytes);
	br_ghash_ctmul64(hash, key.hash, lengths, BLOCK_BYTES);
	// The tag's block of the key stream is the one before the text's: one run makes both. It takes
	// the place of the header's end.
	unsigned char *mask = text - BLOCK_BYTES;
	memset(mask, 0, BLOCK_BYTES);
	memcpy(nonce, tag + BLOCK_BYTES, TRANSPORT_NONCE_BYTES);
	br_aes_ct64_ctr_run(&key.cipher, nonce, 1, mask, BLOCK_BYTES + text_bytes);
	int difference = 0;
	for (int index = 0; index < BLOCK_BYTES; index++) {
		difference |= hash[index] ^ mask[index] ^ tag[index];
	}
	return difference;
}

package workshop.s3sink.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of UTF-8 bytes that knows how JSON writes a string. Reused from line to line, so
 * that a record costs no allocation.
 */
final class JsonBytes {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  /** What is kept for the next line; one huge line must not stay in memory for ever. */
  private static final int KEPT_BYTES = 1 << 20;

  private byte[] bytes = new byte[1024];
  private int length;

  void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[1024];
    }
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  void append(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
  }

  void append(byte[] encoded) {
    ensure(encoded.length);
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
  }

  /** Appends text that holds nothing but ASCII and needs no escapes, such as a number. */
  void appendAscii(String text) {
    int size = text.length();
    ensure(size);
    for (int i = 0; i < size; i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  /**
   * Appends a quoted, escaped string. A lone surrogate has no UTF-8 form: {@link DataException}.
   */
  void appendQuoted(String text) {
    int size = text.length();
    ensure(size + 2);
    bytes[length++] = '"';
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        bytes[length++] = (byte) c;
      } else if (c < 0x80) {
        ensure(size - i + 8);
        appendEscape(c);
      } else {
        ensure(size - i + 8);
        appendMultiByte(c);
      }
    }
    bytes[length++] = '"';
  }

  /** Appends quoted base64 with padding and without line breaks. */
  void appendBase64(byte[] data) {
    ensure(data.length / 3 * 4 + 6);
    bytes[length++] = '"';
    for (int i = 0; i < data.length; i += 3) {
      int left = data.length - i;
      int group = (data[i] & 0xff) << 16;
      group |= left > 1 ? (data[i + 1] & 0xff) << 8 : 0;
      group |= left > 2 ? data[i + 2] & 0xff : 0;
      bytes[length++] = BASE64[group >> 18];
      bytes[length++] = BASE64[group >> 12 & 63];
      bytes[length++] = left > 1 ? BASE64[group >> 6 & 63] : (byte) '=';
      bytes[length++] = left > 2 ? BASE64[group & 63] : (byte) '=';
    }
    bytes[length++] = '"';
  }

  private void appendEscape(char c) {
    bytes[length++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[length++] = (byte) c;
      case '\b' -> bytes[length++] = 'b';
      case '\t' -> bytes[length++] = 't';
      case '\n' -> bytes[length++] = 'n';
      case '\f' -> bytes[length++] = 'f';
      case '\r' -> bytes[length++] = 'r';
      default -> appendHex(c);
    }
  }

  private void appendHex(char c) {
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[c >> shift & 15];
    }
  }

  private void appendMultiByte(char c) {
    if (Character.isSurrogate(c)) {
      // Jackson escapes both halves of a pair, unless COMBINE_UNICODE_SURROGATES_IN_UTF8 is set.
      bytes[length++] = '\\';
      appendHex(c);
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | c >> 6);
      bytes[length++] = (byte) (0x80 | c & 63);
    } else {
      bytes[length++] = (byte) (0xe0 | c >> 12);
      bytes[length++] = (byte) (0x80 | c >> 6 & 63);
      bytes[length++] = (byte) (0x80 | c & 63);
    }
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}

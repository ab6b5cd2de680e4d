package dev.coffer.storage.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Arrays;

/** The encoding of private keys that Java reads (RFC 5958), in DER. */
final class Pkcs8 {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;

    private Pkcs8() {}

    /**
     * Wraps a key of PKCS#1 or SEC1.
     *
     * @param publicKey which tells the algorithm, and the curve
     */
    static byte[] wrap(byte[] key, PublicKey publicKey) {
        return element(SEQUENCE, element(INTEGER, new byte[] {0}), algorithm(publicKey), element(OCTET_STRING, key));
    }

    /** The first element of a SubjectPublicKeyInfo (RFC 5280, 4.1). */
    private static byte[] algorithm(PublicKey publicKey) {
        ByteBuffer info = ByteBuffer.wrap(publicKey.getEncoded());
        enter(info);
        int start = info.position();
        int length = enter(info);
        return Arrays.copyOfRange(info.array(), start, info.position() + length);
    }

    /** Moves to the content of the element that begins here; its length. */
    private static int enter(ByteBuffer der) {
        der.get(); // the tag
        int length = Byte.toUnsignedInt(der.get());
        if (length < 0x80) {
            return length;
        }
        int bytes = length & 0x7f;
        length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | Byte.toUnsignedInt(der.get());
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        element.writeBytes(length(content.size()));
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    private static byte[] length(int length) {
        if (length < 0x80) {
            return new byte[] {(byte) length};
        }
        return length < 0x100
                ? new byte[] {(byte) 0x81, (byte) length}
                : new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length};
    }
}

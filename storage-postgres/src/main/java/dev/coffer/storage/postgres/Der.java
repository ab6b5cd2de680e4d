package dev.coffer.storage.postgres;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Elements of DER (ITU-T X.690): a tag, a length, a content of up to 65,535 bytes. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int SEQUENCE = 0x30;

    private Der() {}

    static byte[] element(int tag, byte[]... parts) {
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

    /** The first element, whole, of the content of one that is well-formed. */
    static byte[] firstIn(byte[] element) {
        ByteBuffer der = ByteBuffer.wrap(element);
        enter(der);
        int start = der.position();
        int length = enter(der);
        return Arrays.copyOfRange(element, start, der.position() + length);
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
}

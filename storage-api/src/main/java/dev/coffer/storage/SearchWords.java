package dev.coffer.storage;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text as a search sees them: without case and accents, each ideograph and each emoji by itself, and everything between
 * words left out. {@code Zürich} is {@code zurich}, {@code jane.doe@example.com} is four words, and {@code 東京} is two.
 */
final class SearchWords {
    /** Of one text: what comes behind is not searched. */
    private static final int MAX_LENGTH = 16_384;

    private final int most;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    private SearchWords(int most) {
        this.most = most;
    }

    /** The first words of a text, at most so many. */
    static List<String> of(String text, int most) {
        SearchWords split = new SearchWords(most);
        String folded = folded(text.substring(0, Math.min(text.length(), MAX_LENGTH)));
        for (int i = 0; i < folded.length() && split.words.size() < most; ) {
            int codePoint = folded.codePointAt(i);
            split.add(codePoint);
            i += Character.charCount(codePoint);
        }
        split.end();
        return split.words;
    }

    private void add(int codePoint) {
        if (isUnseen(codePoint)) {
            return;
        }
        if (isAlone(codePoint)) {
            end();
            word.appendCodePoint(codePoint);
            if (!isLetterOfItsOwn(codePoint)) {
                end();
            }
        } else if (Character.isLetterOrDigit(codePoint) || isNumber(codePoint)) {
            if (word.length() > 0 && isAlone(word.codePointAt(0))) {
                end();
            }
            word.appendCodePoint(codePoint);
        } else if (isMark(codePoint) && word.length() > 0) {
            word.appendCodePoint(codePoint);
        } else {
            end();
        }
    }

    private void end() {
        if (word.length() > 0 && words.size() < most) {
            words.add(word.toString());
        }
        word.setLength(0);
    }

    /** What is a word by itself: a sign of a script that is written without spaces, a symbol. */
    private static boolean isAlone(int codePoint) {
        return isLetterOfItsOwn(codePoint) || Character.getType(codePoint) == Character.OTHER_SYMBOL;
    }

    private static boolean isLetterOfItsOwn(int codePoint) {
        if (codePoint < 0x0E00 || !Character.isLetter(codePoint)) {
            return false;
        }
        UnicodeScript script = UnicodeScript.of(codePoint);
        return script == UnicodeScript.HAN
                || script == UnicodeScript.HIRAGANA
                || script == UnicodeScript.KATAKANA
                || script == UnicodeScript.THAI
                || script == UnicodeScript.LAO
                || script == UnicodeScript.KHMER
                || script == UnicodeScript.MYANMAR;
    }

    /** Joiners, soft hyphens, and what only says how the sign before it is to be drawn. */
    private static boolean isUnseen(int codePoint) {
        return Character.getType(codePoint) == Character.FORMAT || (codePoint >= 0xFE00 && codePoint <= 0xFE0F);
    }

    private static boolean isNumber(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static String folded(String text) {
        if (isPlain(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder folded = new StringBuilder(text.length());
        String lower = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        Normalizer.normalize(lower, Normalizer.Form.NFKD).codePoints().forEach(codePoint -> fold(folded, codePoint));
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** What compatibility decomposition leaves of a letter with a stroke, of two in one, and of a Greek sigma at an end. */
    private static void fold(StringBuilder folded, int codePoint) {
        switch (codePoint) {
            case 'ß' -> folded.append("ss");
            case 'æ' -> folded.append("ae");
            case 'œ' -> folded.append("oe");
            case 'þ' -> folded.append("th");
            case 'ø' -> folded.append('o');
            case 'ł' -> folded.append('l');
            case 'đ', 'ð' -> folded.append('d');
            case 'ħ' -> folded.append('h');
            case 'ŧ' -> folded.append('t');
            case 'ı' -> folded.append('i');
            case 'ς' -> folded.append('σ');
            default -> {
                if (!isAccent(codePoint)) {
                    folded.appendCodePoint(codePoint);
                }
            }
        }
    }

    /** Those of Latin, Greek and Cyrillic; in other scripts a mark makes another letter. */
    private static boolean isAccent(int codePoint) {
        return codePoint >= 0x0300 && codePoint <= 0x036F;
    }
}

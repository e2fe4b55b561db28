// Folds what is the same to people who search: case, marks where a script can do without them, letters that have no decomposition.

/** Full case folding by way of the upper case: `ß` and `ẞ` are `ss`, `ı` is `i`: https://www.unicode.org/reports/tr44/#Case_Mapping */
const caseFolded = (text: string): string =>
  text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');

/** Latin letters that Unicode does not take apart, and letters of Arabic that are typed for each other. */
const letters: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ı: 'i',
  ŀ: 'l',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ƴ: 'y',
  ɲ: 'n',
  ɨ: 'i',
  ʉ: 'u',
  ƶ: 'z',
  ə: 'e',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};
const anyLetter = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

/** Scripts that are read without their marks; in others a mark is a vowel, a tone or another consonant. */
const marked = /([\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Arab}\p{sc=Hebr}])\p{M}+/gu;

const ignorable = /[\p{Default_Ignorable_Code_Point}\u0640]/gu;

/** Apostrophes as they are typed, some of them letters to Unicode. */
const apostrophes = /[\u02b9-\u02bf\u2018\u2019\u0060\u00b4\u2032]/gu;

/** Of the digits that NFKD leaves as they are. */
const zeros = '٠۰०০੦૦୦௦౦೦൦๐໐༠၀០᠐';
const digits = /(?![0-9])\p{Nd}/gu;
const digitOf = (digit: string): string => {
  const code = digit.codePointAt(0) ?? 0;
  for (const zero of zeros) {
    const value = code - (zero.codePointAt(0) ?? 0);
    if (value >= 0 && value <= 9) return String(value);
  }
  return digit;
};

/** A word in katakana or in hiragana is the same word. */
const katakana = /[\u30a1-\u30f6]/gu;
const toHiragana = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 0x60);

const isAscii = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1)
    if (text.charCodeAt(index) > 0x7f) return false;
  return true;
};

export const folded = (text: string): string => {
  if (isAscii(text)) return text.toLowerCase();
  const decomposed = text.replaceAll(apostrophes, "'").normalize('NFKD').replaceAll(ignorable, '');
  return caseFolded(decomposed.replaceAll(marked, '$1'))
    .replaceAll(anyLetter, (letter) => letters[letter] ?? letter)
    .normalize('NFC')
    .replaceAll(digits, digitOf)
    .replaceAll(katakana, toHiragana);
};

/** How German and the Scandinavian languages write these letters where a keyboard has none. */
const spelling: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };

/** `Größe` as `Groeße`; the same text where there is nothing to spell out. */
export const spelledOut = (text: string): string =>
  isAscii(text)
    ? text
    : text
        .normalize('NFC')
        .replaceAll(/[äöüøåÄÖÜØÅ]/gu, (letter) => spelling[letter.toLowerCase()] ?? letter);

/** Of scripts that put no spaces between words, or grow words together. */
const unspaced =
  /[\p{scx=Hani}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

export const isUnspaced = (text: string): boolean => !isAscii(text) && unspaced.test(text);

// The language of a visitor: as it was chosen once, or as the browser asks for it.
import { languageFrom, languages, type Words, wordsOf } from './text.ts';
import type { Cookie, Incoming } from './visit.ts';

const languageCookie = 'shop_language';
const yearSeconds = 31_536_000;

/** What a link has chosen is kept. */
export const chosenLanguage = ({ query }: Incoming): Cookie[] => {
  const wanted = languages.find((language) => language === query.get('language'));
  return wanted === undefined ? [] : [{ name: languageCookie, value: wanted, maxAge: yearSeconds }];
};

export const wordsFor = ({ query, cookies, header }: Incoming): Words =>
  wordsOf(
    languageFrom(query.get('language') ?? cookies.get(languageCookie), header('accept-language')),
  );

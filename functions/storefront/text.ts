// What the storefront says, in each of its languages.
import { type Money, moneyText } from '../../platform/kernel/money.ts';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

const texts = {
  account: ['Account', 'Konto'],
  addAddress: ['Add an address', 'Adresse hinzufügen'],
  addToCart: ['Add to cart', 'In den Warenkorb'],
  addressCity: ['City', 'Ort'],
  addressCountry: ['Country', 'Land'],
  addressLine1: ['Street and number', 'Straße und Hausnummer'],
  addressLine2: ['Addition', 'Zusatz'],
  addressName: ['Name', 'Name'],
  addressPostalCode: ['Postal code', 'Postleitzahl'],
  addressRegion: ['State or province', 'Bundesstaat oder Provinz'],
  addresses: ['Addresses', 'Adressen'],
  addressesNone: ['You keep no address yet.', 'Du hast noch keine Adresse gespeichert.'],
  allCategories: ['All', 'Alle'],
  available: ['available', 'verfügbar'],
  cancelOrder: ['Cancel this order', 'Diese Bestellung stornieren'],
  cart: ['Cart', 'Warenkorb'],
  cartEmpty: ['Your cart is empty.', 'Dein Warenkorb ist leer.'],
  cartFull: [
    'A cart has 50 lines at most: some of what you chose before you logged in is not in it yet. It comes in as soon as there is room.',
    'Ein Warenkorb hat höchstens 50 Zeilen: Einiges von dem, was du vor dem Anmelden gewählt hast, ist noch nicht darin. Es kommt hinzu, sobald Platz ist.',
  ],
  checkout: ['Checkout', 'Zur Kasse'],
  choosePassword: ['Choose a new password', 'Neues Passwort wählen'],
  confirmEmail: ['Confirm your e-mail address', 'E-Mail-Adresse bestätigen'],
  coupon: ['Coupon', 'Gutschein'],
  currentPassword: ['Current password', 'Aktuelles Passwort'],
  defaultBilling: ['Default for bills', 'Standard für Rechnungen'],
  defaultShipping: ['Default for deliveries', 'Standard für Lieferungen'],
  delivery: ['Delivery', 'Lieferung'],
  discount: ['Discount', 'Rabatt'],
  done: ['Done.', 'Erledigt.'],
  edit: ['Edit', 'Bearbeiten'],
  editAddress: ['Edit the address', 'Adresse bearbeiten'],
  email: ['E-mail', 'E-Mail'],
  emailConfirmed: [
    'Your address is confirmed. You can log in now.',
    'Deine Adresse ist bestätigt. Du kannst dich jetzt anmelden.',
  ],
  endSession: ['End this session', 'Diese Sitzung beenden'],
  filter: ['Show', 'Anzeigen'],
  from: ['from', 'ab'],
  forgot: ['Forgot your password?', 'Passwort vergessen?'],
  forgotSent: [
    'If there is an account with this address, a mail is on its way.',
    'Wenn es ein Konto mit dieser Adresse gibt, ist eine E-Mail unterwegs.',
  ],
  history: ['What has happened', 'Was bisher geschah'],
  home: ['Home', 'Start'],
  language: ['Deutsch', 'English'],
  linkMissing: ['This link is not complete.', 'Dieser Link ist unvollständig.'],
  login: ['Log in', 'Anmelden'],
  loginFirst: ['Log in to go on.', 'Melde dich an, um fortzufahren.'],
  logout: ['Log out', 'Abmelden'],
  mails: ['Mails', 'E-Mails'],
  mailsOrders: ['About orders', 'Zu Bestellungen'],
  mailsShipping: ['About shipments', 'Zu Lieferungen'],
  makeDefaultBilling: ['Make it the default for bills', 'Als Standard für Rechnungen'],
  makeDefaultShipping: ['Make it the default for deliveries', 'Als Standard für Lieferungen'],
  maxPrice: ['Highest price', 'Höchster Preis'],
  mfa: ['One-time codes', 'Einmal-Codes'],
  mfaBegin: ['Use one-time codes', 'Einmal-Codes verwenden'],
  mfaConfirm: ['Turn on', 'Einschalten'],
  mfaEnd: ['Stop using one-time codes', 'Keine Einmal-Codes mehr verwenden'],
  mfaOff: [
    'A login asks for your password alone.',
    'Beim Anmelden wird nur nach deinem Passwort gefragt.',
  ],
  mfaOn: [
    'A login asks for a code of your authenticator as well.',
    'Beim Anmelden wird auch nach einem Code deiner Authenticator-App gefragt.',
  ],
  mfaOpen: ['Open in the authenticator', 'In der Authenticator-App öffnen'],
  mfaRecovery: [
    'Keep these codes: each logs you in once without the authenticator. They are not shown again.',
    'Bewahre diese Codes auf: Mit jedem kannst du dich einmal ohne Authenticator-App anmelden. Sie werden nicht noch einmal gezeigt.',
  ],
  mfaSecret: [
    'Put this secret into your authenticator, then enter the code that it shows.',
    'Trage dieses Geheimnis in deine Authenticator-App ein und gib dann den Code ein, den sie zeigt.',
  ],
  minPrice: ['Lowest price', 'Niedrigster Preis'],
  more: ['More', 'Mehr'],
  name: ['Name', 'Name'],
  needsScript: ['This form needs JavaScript.', 'Dieses Formular braucht JavaScript.'],
  newPassword: ['New password (15 characters or more)', 'Neues Passwort (mindestens 15 Zeichen)'],
  newPrices: [
    'A price has changed: look at the new one before you order.',
    'Ein Preis hat sich geändert: Sieh dir den neuen an, bevor du bestellst.',
  ],
  notAvailable: ['Not available', 'Nicht verfügbar'],
  notFound: ['There is no such page.', 'Diese Seite gibt es nicht.'],
  nothingFound: ['Nothing was found.', 'Nichts gefunden.'],
  order: ['Order', 'Bestellung'],
  orders: ['Your orders', 'Deine Bestellungen'],
  ordersNone: ['You have not ordered anything yet.', 'Du hast noch nichts bestellt.'],
  otherAddress: ['Another address', 'Eine andere Adresse'],
  otp: ['One-time code', 'Einmal-Code'],
  overview: ['Overview', 'Übersicht'],
  password: ['Password', 'Passwort'],
  passwordChanged: [
    'Your password is changed. Log in with the new one.',
    'Dein Passwort ist geändert. Melde dich mit dem neuen an.',
  ],
  payment: ['Payment', 'Zahlung'],
  paymentMethod: ['Sandbox card', 'Testkarte'],
  placeOrder: ['Place the order', 'Kostenpflichtig bestellen'],
  price: ['Price', 'Preis'],
  quantity: ['Quantity', 'Menge'],
  register: ['Create an account', 'Konto anlegen'],
  registered: [
    'Nearly done: follow the link in the mail that is on its way.',
    'Fast fertig: Folge dem Link in der E-Mail, die unterwegs ist.',
  ],
  remove: ['Remove', 'Entfernen'],
  returnGoods: ['Send goods back', 'Ware zurücksenden'],
  returnReason: ['Reason', 'Grund'],
  returns: ['Returns', 'Rücksendungen'],
  save: ['Save', 'Speichern'],
  search: ['Search', 'Suchen'],
  sendLink: ['Send me a link', 'Link schicken'],
  sessions: ['Where you are logged in', 'Wo du angemeldet bist'],
  shipping: ['Shipping', 'Versand'],
  shippingAddress: ['Shipping address', 'Lieferadresse'],
  shippingExpress: ['Express', 'Express'],
  shippingStandard: ['Standard', 'Standard'],
  shop: ['Shop', 'Shop'],
  skip: ['Skip to content', 'Zum Inhalt'],
  soldOut: ['Sold out', 'Ausverkauft'],
  sort: ['Sort', 'Sortierung'],
  sortName: ['Name', 'Name'],
  sortNewest: ['Newest', 'Neueste'],
  sortPriceDown: ['Price, highest first', 'Preis absteigend'],
  sortPriceUp: ['Price, lowest first', 'Preis aufsteigend'],
  sortRelevance: ['Best match', 'Beste Treffer'],
  status: ['Status', 'Status'],
  subtotal: ['Subtotal', 'Zwischensumme'],
  tax: ['Tax', 'Steuer'],
  taxIncluded: ['of it tax', 'darin Steuer'],
  thisSession: ['this session', 'diese Sitzung'],
  total: ['Total', 'Summe'],
  tracking: ['Tracking', 'Sendungsverfolgung'],
  troubles: ['Something went wrong', 'Etwas ist schiefgegangen'],
  unsubscribe: ['Stop these mails', 'Diese E-Mails abbestellen'],
  unsubscribed: ['You will not get these mails any more.', 'Du bekommst diese E-Mails nicht mehr.'],
  variant: ['Variant', 'Ausführung'],
} as const satisfies Record<string, readonly [en: string, de: string]>;

export type TextKey = keyof typeof texts;

const statuses: Readonly<Record<string, readonly [en: string, de: string]>> = {
  authorized: ['authorised', 'autorisiert'],
  cancel_pending: ['being cancelled', 'wird storniert'],
  cancelled: ['cancelled', 'storniert'],
  captured: ['paid', 'bezahlt'],
  confirmed: ['confirmed', 'bestätigt'],
  declined: ['declined', 'abgelehnt'],
  delivered: ['delivered', 'zugestellt'],
  insufficient_funds: ['the card does not hold enough', 'die Karte ist nicht gedeckt'],
  none: ['–', '–'],
  out_of_stock: ['sold out', 'ausverkauft'],
  partly_delivered: ['partly delivered', 'teilweise zugestellt'],
  partly_refunded: ['partly refunded', 'teilweise erstattet'],
  partly_shipped: ['partly shipped', 'teilweise versandt'],
  payment_declined: ['the payment was declined', 'die Zahlung wurde abgelehnt'],
  pending: ['pending', 'ausstehend'],
  pending_payment: ['waiting for the payment', 'wartet auf die Zahlung'],
  pending_stock: ['being checked', 'wird geprüft'],
  product_unavailable: ['no longer sold', 'nicht mehr erhältlich'],
  received: ['received', 'eingetroffen'],
  refunded: ['refunded', 'erstattet'],
  rejected: ['not accepted', 'nicht angenommen'],
  requested: ['requested', 'angefragt'],
  return_pending: ['being returned', 'wird zurückgesandt'],
  returned: ['returned', 'zurückgesandt'],
  shipped: ['on its way', 'unterwegs'],
  timed_out: ['it took too long', 'es hat zu lange gedauert'],
  voided: ['released', 'freigegeben'],
};

export interface Words {
  readonly language: Language;
  text(key: TextKey): string;
  /** A status or reason of the API in words; as it is where there are none. */
  status(name: string): string;
  /** `€19.99` or `19,99 €`. */
  money(amount: Money): string;
  /** `Jan 31, 2026, 9:05 AM UTC`: where the visitor is, only a browser knows. */
  date(iso: string): string;
}

export const wordsOf = (language: Language): Words => {
  const column = language === 'de' ? 1 : 0;
  return {
    language,
    text: (key) => texts[key][column],
    status: (name) =>
      (Object.hasOwn(statuses, name) ? statuses[name]?.[column] : undefined) ?? name,
    money: moneyText(language),
    date: (iso) =>
      `${new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(iso))} UTC`,
  };
};

/** The first language of `Accept-Language` that we speak (RFC 9110 section 12.5.4, without weights). */
export const languageFrom = (cookie: string | undefined, accepted = ''): Language => {
  const wanted = [cookie ?? '', ...accepted.toLowerCase().split(',')].map((part) =>
    part.trim().slice(0, 2),
  );
  return wanted.flatMap((word) => languages.filter((language) => language === word))[0] ?? 'en';
};

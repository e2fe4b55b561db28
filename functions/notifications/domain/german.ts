// The mails in German.
import type { RejectionReason } from '../../../events/schemas.ts';
import { moneyText } from '../../../platform/kernel/money.ts';
import { type Language, type Mails, writeFrom } from './mail.ts';

const money = moneyText('de');

const reasons: Readonly<Record<RejectionReason, string>> = {
  out_of_stock: 'Ein Artikel war nicht mehr vorrätig.',
  payment_declined: 'Die Zahlung wurde abgelehnt.',
  insufficient_funds: 'Das Konto war nicht ausreichend gedeckt.',
  timed_out: 'Sie konnte nicht rechtzeitig abgeschlossen werden.',
  product_unavailable: 'Ein Artikel ist nicht mehr verfügbar.',
};

const notYou = 'Falls Sie das nicht waren, setzen Sie bitte sofort Ihr Passwort zurück.';

const mails: Mails = {
  'verify-email': {
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
    paragraphs: [
      'Bitte bestätigen Sie Ihre E-Mail-Adresse. Der Link gilt 30 Minuten.',
      'Falls Sie sich nicht registriert haben, können Sie diese Mail ignorieren.',
    ],
    action: { label: 'E-Mail-Adresse bestätigen', page: 'verify-email' },
  },
  'already-registered': {
    subject: 'Sie haben bereits ein Konto',
    paragraphs: [
      'Jemand, vermutlich Sie selbst, hat sich mit dieser Adresse registriert. Es gibt dazu bereits ein Konto.',
      'Sie können sich anmelden oder Ihr Passwort zurücksetzen, falls Sie es vergessen haben.',
    ],
  },
  'password-reset': {
    subject: 'Setzen Sie Ihr Passwort zurück',
    paragraphs: [
      'Sie können ein neues Passwort wählen. Der Link gilt 30 Minuten und nur einmal.',
      'Falls Sie das nicht angefordert haben, können Sie diese Mail ignorieren.',
    ],
    action: { label: 'Neues Passwort wählen', page: 'reset-password' },
  },
  'password-changed': {
    subject: 'Ihr Passwort wurde geändert',
    paragraphs: ['Das Passwort Ihres Kontos wurde geändert.', notYou],
  },
  'mfa-enabled': {
    subject: 'Die Anmeldung in zwei Schritten ist aktiv',
    paragraphs: ['Ihr Konto verlangt bei der Anmeldung nun einen Einmalcode.', notYou],
  },
  'mfa-disabled': {
    subject: 'Die Anmeldung in zwei Schritten ist abgeschaltet',
    paragraphs: ['Ihr Konto verlangt bei der Anmeldung keinen Einmalcode mehr.', notYou],
  },
  'account-disabled': {
    subject: 'Ihr Konto wurde gesperrt',
    paragraphs: ['Ihr Konto wurde gesperrt. Bei Fragen wenden Sie sich bitte an uns.'],
  },
  'order-confirmed': ({ order }) => ({
    subject: `Bestellung ${order.orderId} ist bestätigt`,
    paragraphs: ['Vielen Dank für Ihre Bestellung. Wir melden uns, sobald sie unterwegs ist.'],
    order,
  }),
  'order-rejected': ({ order, reason }) => ({
    subject: `Bestellung ${order.orderId} konnte nicht angenommen werden`,
    paragraphs: [
      `Ihre Bestellung konnte leider nicht angenommen werden. ${reasons[reason]}`,
      'Es wurde nichts abgebucht.',
    ],
    order,
  }),
  'order-cancelled': ({ order }) => ({
    subject: `Bestellung ${order.orderId} ist storniert`,
    paragraphs: ['Ihre Bestellung ist storniert. Es wird nichts abgebucht.'],
    order,
  }),
  'lines-cancelled': ({ order, lines }) => ({
    subject: `Ein Teil der Bestellung ${order.orderId} ist storniert`,
    paragraphs: [
      'Wir können Ihnen diese Waren leider nicht schicken; sie werden Ihnen nicht berechnet:',
    ],
    parcel: { lines },
  }),
  'order-shipped': ({ order, carrier, trackingNumber, lines, charge }) => ({
    subject: `Bestellung ${order.orderId} ist unterwegs`,
    paragraphs: [`Sendungsnummer: ${trackingNumber}`, `Mit ${carrier} sind unterwegs:`],
    parcel: { lines: lines ?? order.lines, charge },
  }),
  'order-delivered': ({ order, lines }) => ({
    subject: `Bestellung ${order.orderId} wurde zugestellt`,
    paragraphs: ['Ihre Bestellung wurde zugestellt. Wir wünschen viel Freude damit.'],
    parcel: { lines: lines ?? order.lines },
  }),
  'order-returned': ({ order, lines }) => ({
    subject: `Ihre Rücksendung zu Bestellung ${order.orderId} ist da`,
    paragraphs: ['Ihre Rücksendung ist eingetroffen. Was Ihnen zusteht, wird erstattet.'],
    parcel: { lines: lines ?? order.lines },
  }),
  'order-refunded': ({ order, amount }) => ({
    subject: `Erstattung zu Bestellung ${order.orderId}`,
    paragraphs: [`Wir haben Ihnen ${money(amount)} erstattet.`],
    order,
  }),
  'webhook-disabled': ({ reason, url }) => ({
    subject: 'Ein Webhook-Endpunkt wurde abgeschaltet',
    paragraphs: [
      reason === 'gone'
        ? `${url} hat geantwortet, dass es ihn nicht mehr gibt (410).`
        : `${url} schlägt seit fünf Tagen fehl.`,
      'Er erhält keine weiteren Ereignisse. Schalten Sie ihn wieder ein, sobald er antwortet, und lassen Sie das Versäumte erneut senden.',
    ],
  }),
};

export const german: Language = {
  greeting: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
  total: 'Summe',
  discount: 'Rabatt',
  shipping: 'Versand',
  tax: 'Steuer',
  includedTax: 'Darin enthaltene Steuer',
  charged: 'Für diese Sendung berechnet',
  closing: 'Ihr Tandem-Shop',
  unsubscribe: 'Keine solchen Mails mehr',
  money,
  write: writeFrom(mails),
};

// The mails in German.
import type { RejectionReason } from '../../../events/schemas.ts';
import { unreachable } from '../../../platform/kernel/decider.ts';
import type { Content, Language, Mail } from './mail.ts';
import { moneyText } from './money-text.ts';

const money = moneyText('de');

const reasons: Readonly<Record<RejectionReason, string>> = {
  out_of_stock: 'Ein Artikel war nicht mehr vorrätig.',
  payment_declined: 'Die Zahlung wurde abgelehnt.',
  insufficient_funds: 'Das Konto war nicht ausreichend gedeckt.',
  timed_out: 'Sie konnte nicht rechtzeitig abgeschlossen werden.',
  product_unavailable: 'Ein Artikel ist nicht mehr verfügbar.',
};

const notYou = 'Falls Sie das nicht waren, setzen Sie bitte sofort Ihr Passwort zurück.';

const write = (mail: Mail): Content => {
  switch (mail.template) {
    case 'verify-email':
      return {
        subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
        paragraphs: [
          'Bitte bestätigen Sie Ihre E-Mail-Adresse. Der Link gilt 30 Minuten.',
          'Falls Sie sich nicht registriert haben, können Sie diese Mail ignorieren.',
        ],
        action: { label: 'E-Mail-Adresse bestätigen', page: 'verify-email' },
      };
    case 'already-registered':
      return {
        subject: 'Sie haben bereits ein Konto',
        paragraphs: [
          'Jemand, vermutlich Sie selbst, hat sich mit dieser Adresse registriert. Es gibt dazu bereits ein Konto.',
          'Sie können sich anmelden oder Ihr Passwort zurücksetzen, falls Sie es vergessen haben.',
        ],
      };
    case 'password-reset':
      return {
        subject: 'Setzen Sie Ihr Passwort zurück',
        paragraphs: [
          'Sie können ein neues Passwort wählen. Der Link gilt 30 Minuten und nur einmal.',
          'Falls Sie das nicht angefordert haben, können Sie diese Mail ignorieren.',
        ],
        action: { label: 'Neues Passwort wählen', page: 'reset-password' },
      };
    case 'password-changed':
      return {
        subject: 'Ihr Passwort wurde geändert',
        paragraphs: ['Das Passwort Ihres Kontos wurde geändert.', notYou],
      };
    case 'mfa-enabled':
      return {
        subject: 'Die Anmeldung in zwei Schritten ist aktiv',
        paragraphs: ['Ihr Konto verlangt bei der Anmeldung nun einen Einmalcode.', notYou],
      };
    case 'mfa-disabled':
      return {
        subject: 'Die Anmeldung in zwei Schritten ist abgeschaltet',
        paragraphs: ['Ihr Konto verlangt bei der Anmeldung keinen Einmalcode mehr.', notYou],
      };
    case 'account-disabled':
      return {
        subject: 'Ihr Konto wurde gesperrt',
        paragraphs: ['Ihr Konto wurde gesperrt. Bei Fragen wenden Sie sich bitte an uns.'],
      };
    case 'order-confirmed':
      return {
        subject: `Bestellung ${mail.order.orderId} ist bestätigt`,
        paragraphs: ['Vielen Dank für Ihre Bestellung. Wir melden uns, sobald sie unterwegs ist.'],
        order: mail.order,
      };
    case 'order-rejected':
      return {
        subject: `Bestellung ${mail.order.orderId} konnte nicht angenommen werden`,
        paragraphs: [
          `Ihre Bestellung konnte leider nicht angenommen werden. ${reasons[mail.reason]}`,
          'Es wurde nichts abgebucht.',
        ],
        order: mail.order,
      };
    case 'order-cancelled':
      return {
        subject: `Bestellung ${mail.order.orderId} ist storniert`,
        paragraphs: ['Ihre Bestellung ist storniert. Es wird nichts abgebucht.'],
        order: mail.order,
      };
    case 'order-shipped':
      return {
        subject: `Bestellung ${mail.order.orderId} ist unterwegs`,
        paragraphs: [
          `Sendungsnummer: ${mail.trackingNumber}`,
          `Mit ${mail.carrier} sind unterwegs:`,
        ],
        parcel: { lines: mail.lines ?? mail.order.lines, charge: mail.charge },
      };
    case 'order-delivered':
      return {
        subject: `Bestellung ${mail.order.orderId} wurde zugestellt`,
        paragraphs: ['Ihre Bestellung wurde zugestellt. Wir wünschen viel Freude damit.'],
        order: mail.order,
      };
    case 'order-returned':
      return {
        subject: `Ihre Rücksendung zu Bestellung ${mail.order.orderId} ist da`,
        paragraphs: ['Ihre Rücksendung ist eingetroffen. Die Erstattung folgt.'],
        order: mail.order,
      };
    case 'order-refunded':
      return {
        subject: `Erstattung zu Bestellung ${mail.order.orderId}`,
        paragraphs: [`Wir haben Ihnen ${money(mail.amount)} erstattet.`],
        order: mail.order,
      };
    case 'webhook-disabled':
      return {
        subject: 'Ein Webhook-Endpunkt wurde abgeschaltet',
        paragraphs: [
          mail.reason === 'gone'
            ? `${mail.url} hat geantwortet, dass es ihn nicht mehr gibt (410).`
            : `${mail.url} schlägt seit fünf Tagen fehl.`,
          'Er erhält keine weiteren Ereignisse. Schalten Sie ihn wieder ein, sobald er antwortet, und lassen Sie das Versäumte erneut senden.',
        ],
      };
    default:
      return unreachable(mail);
  }
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
  write,
};

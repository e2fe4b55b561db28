// The mails in English.
import type { RejectionReason } from '../../../events/schemas.ts';
import { unreachable } from '../../../platform/kernel/decider.ts';
import type { Content, Language, Mail } from './mail.ts';
import { moneyText } from './money-text.ts';

const money = moneyText('en');

const reasons: Readonly<Record<RejectionReason, string>> = {
  out_of_stock: 'An item was no longer in stock.',
  payment_declined: 'Your payment was declined.',
  insufficient_funds: 'The account you paid with did not hold enough.',
  timed_out: 'It could not be completed in time.',
  product_unavailable: 'An item is no longer available.',
};

const notYou = 'If this was not you, reset your password at once.';

const write = (mail: Mail): Content => {
  switch (mail.template) {
    case 'verify-email':
      return {
        subject: 'Confirm your e-mail address',
        paragraphs: [
          'Please confirm your e-mail address. The link is good for 30 minutes.',
          'If you did not register, you can ignore this mail.',
        ],
        action: { label: 'Confirm e-mail address', page: 'verify-email' },
      };
    case 'already-registered':
      return {
        subject: 'You already have an account',
        paragraphs: [
          'Somebody, probably you, has registered with this address, which has an account already.',
          'You can log in, or reset your password if you have forgotten it.',
        ],
      };
    case 'password-reset':
      return {
        subject: 'Reset your password',
        paragraphs: [
          'You can choose a new password. The link is good for 30 minutes and works once.',
          'If you did not ask for this, you can ignore this mail.',
        ],
        action: { label: 'Choose a new password', page: 'reset-password' },
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        paragraphs: ['The password of your account was changed.', notYou],
      };
    case 'mfa-enabled':
      return {
        subject: 'Two-step login is on',
        paragraphs: ['Your account now asks for a one-time code at login.', notYou],
      };
    case 'mfa-disabled':
      return {
        subject: 'Two-step login is off',
        paragraphs: ['Your account no longer asks for a one-time code at login.', notYou],
      };
    case 'account-disabled':
      return {
        subject: 'Your account was disabled',
        paragraphs: ['Your account was disabled. Please contact us if you have questions.'],
      };
    case 'order-confirmed':
      return {
        subject: `Order ${mail.order.orderId} is confirmed`,
        paragraphs: ['Thank you for your order. We will tell you when it is on its way.'],
        order: mail.order,
      };
    case 'order-rejected':
      return {
        subject: `Order ${mail.order.orderId} could not be accepted`,
        paragraphs: [
          `We are sorry: your order could not be accepted. ${reasons[mail.reason]}`,
          'You have not been charged.',
        ],
        order: mail.order,
      };
    case 'order-cancelled':
      return {
        subject: `Order ${mail.order.orderId} is cancelled`,
        paragraphs: ['Your order is cancelled. Nothing will be charged for it.'],
        order: mail.order,
      };
    case 'order-shipped':
      return {
        subject: `Order ${mail.order.orderId} is on its way`,
        paragraphs: [
          `Tracking number: ${mail.trackingNumber}`,
          `These goods have left us with ${mail.carrier}:`,
        ],
        parcel: { lines: mail.lines ?? mail.order.lines, charge: mail.charge },
      };
    case 'order-delivered':
      return {
        subject: `Order ${mail.order.orderId} was delivered`,
        paragraphs: ['Your order was delivered. We hope you like it.'],
        order: mail.order,
      };
    case 'order-returned':
      return {
        subject: `Your return of order ${mail.order.orderId} has arrived`,
        paragraphs: ['We have received what you sent back. The refund follows.'],
        order: mail.order,
      };
    case 'order-refunded':
      return {
        subject: `Refund for order ${mail.order.orderId}`,
        paragraphs: [`We have refunded ${money(mail.amount)} to you.`],
        order: mail.order,
      };
    case 'webhook-disabled':
      return {
        subject: 'A webhook endpoint was switched off',
        paragraphs: [
          mail.reason === 'gone'
            ? `${mail.url} has answered that it is gone for good (410).`
            : `${mail.url} has failed for five days.`,
          'It gets no further events. Once it works again, switch it on and replay what it has missed.',
        ],
      };
    default:
      return unreachable(mail);
  }
};

export const english: Language = {
  greeting: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
  total: 'Total',
  discount: 'Discount',
  shipping: 'Shipping',
  tax: 'Tax',
  includedTax: 'Including tax of',
  charged: 'Charged for this shipment',
  closing: 'Your Tandem shop',
  unsubscribe: 'No more mails of this kind',
  money,
  write,
};

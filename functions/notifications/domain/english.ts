// The mails in English.
import type { RejectionReason } from '../../../events/schemas.ts';
import { moneyText } from '../../../platform/kernel/money.ts';
import { type Language, type Mails, writeFrom } from './mail.ts';

const money = moneyText('en');

const reasons: Readonly<Record<RejectionReason, string>> = {
  out_of_stock: 'An item was no longer in stock.',
  payment_declined: 'Your payment was declined.',
  insufficient_funds: 'The account you paid with did not hold enough.',
  timed_out: 'It could not be completed in time.',
  product_unavailable: 'An item is no longer available.',
};

const notYou = 'If this was not you, reset your password at once.';

const mails: Mails = {
  'verify-email': {
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Please confirm your e-mail address. The link is good for 30 minutes.',
      'If you did not register, you can ignore this mail.',
    ],
    action: { label: 'Confirm e-mail address', page: 'verify-email' },
  },
  'already-registered': {
    subject: 'You already have an account',
    paragraphs: [
      'Somebody, probably you, has registered with this address, which has an account already.',
      'You can log in, or reset your password if you have forgotten it.',
    ],
  },
  'password-reset': {
    subject: 'Reset your password',
    paragraphs: [
      'You can choose a new password. The link is good for 30 minutes and works once.',
      'If you did not ask for this, you can ignore this mail.',
    ],
    action: { label: 'Choose a new password', page: 'reset-password' },
  },
  'password-changed': {
    subject: 'Your password was changed',
    paragraphs: ['The password of your account was changed.', notYou],
  },
  'mfa-enabled': {
    subject: 'Two-step login is on',
    paragraphs: ['Your account now asks for a one-time code at login.', notYou],
  },
  'mfa-disabled': {
    subject: 'Two-step login is off',
    paragraphs: ['Your account no longer asks for a one-time code at login.', notYou],
  },
  'account-disabled': {
    subject: 'Your account was disabled',
    paragraphs: ['Your account was disabled. Please contact us if you have questions.'],
  },
  'order-confirmed': ({ order }) => ({
    subject: `Order ${order.orderId} is confirmed`,
    paragraphs: ['Thank you for your order. We will tell you when it is on its way.'],
    order,
  }),
  'order-rejected': ({ order, reason }) => ({
    subject: `Order ${order.orderId} could not be accepted`,
    paragraphs: [
      `We are sorry: your order could not be accepted. ${reasons[reason]}`,
      'You have not been charged.',
    ],
    order,
  }),
  'order-cancelled': ({ order }) => ({
    subject: `Order ${order.orderId} is cancelled`,
    paragraphs: ['Your order is cancelled. Nothing will be charged for it.'],
    order,
  }),
  'lines-cancelled': ({ order, lines }) => ({
    subject: `Part of order ${order.orderId} is cancelled`,
    paragraphs: [
      'We are sorry: we cannot send you these goods, and you will not be charged for them:',
    ],
    parcel: { lines },
  }),
  'order-shipped': ({ order, carrier, trackingNumber, lines, charge }) => ({
    subject: `Order ${order.orderId} is on its way`,
    paragraphs: [`Tracking number: ${trackingNumber}`, `These goods have left us with ${carrier}:`],
    parcel: { lines: lines ?? order.lines, charge },
  }),
  'order-delivered': ({ order, lines }) => ({
    subject: `Order ${order.orderId} was delivered`,
    paragraphs: ['Your order was delivered. We hope you like it.'],
    parcel: { lines: lines ?? order.lines },
  }),
  'order-returned': ({ order, lines }) => ({
    subject: `Your return of order ${order.orderId} has arrived`,
    paragraphs: ['We have received what you sent back. What is due to you is refunded.'],
    parcel: { lines: lines ?? order.lines },
  }),
  'order-refunded': ({ order, amount }) => ({
    subject: `Refund for order ${order.orderId}`,
    paragraphs: [`We have refunded ${money(amount)} to you.`],
    order,
  }),
  'webhook-disabled': ({ reason, url }) => ({
    subject: 'A webhook endpoint was switched off',
    paragraphs: [
      reason === 'gone'
        ? `${url} has answered that it is gone for good (410).`
        : `${url} has failed for five days.`,
      'It gets no further events. Once it works again, switch it on and replay what it has missed.',
    ],
  }),
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
  write: writeFrom(mails),
};

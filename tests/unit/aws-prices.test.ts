// List prices in the units of AWS's own pages and bills: what one is for a month, what a million or ten thousand are.
import { expect, it } from 'vitest';
import { hoursPerMonth, prices } from '../../platform/cli/aws-prices.ts';

type Name = keyof typeof prices;

/** An average month of 365 days a year. */
const monthHours = (365 * 24) / 12;

it.each([
  ['natGateway', 32.85],
  ['publicAddress', 3.65],
  ['interfaceEndpoint', 7.3],
  ['loadBalancer', 16.425],
  ['loadBalancerUnit', 5.84],
  ['fargateCpu', 23.6374],
  ['fargateMemory', 2.5988],
] as [Name, number][])('%s is %d dollars for a month', (name, dollars) => {
  expect(hoursPerMonth).toBe(monthHours);
  expect(prices[name].usd * monthHours).toBeCloseTo(dollars, 6);
});

it.each([
  ['secretRequest', 'million', 0.05, 10_000],
  ['keyRequest', 'million', 0.03, 10_000],
  ['siteRequest', 'million over HTTPS', 0.01, 10_000],
  ['mail', 'million', 0.1, 1_000],
  ['webAclRequest', 'million', 0.6, 1_000_000],
  ['apiRequest', 'million', 3.5, 1_000_000],
  ['lambdaRequest', 'million', 0.2, 1_000_000],
  ['tableWrite', 'million write units', 0.625, 1_000_000],
  ['tableRead', 'million read units', 0.125, 1_000_000],
  ['queueRequest', 'million', 0.4, 1_000_000],
  ['topicPublish', 'million', 0.5, 1_000_000],
  ['scheduleRun', 'million', 1, 1_000_000],
  ['traces', 'million recorded', 5, 1_000_000],
] as [Name, string, number, number][])('%s (%s) is %d dollars for %d', (...row) => {
  const [name, per, dollars, count] = row;
  expect(prices[name].per).toBe(per);
  expect((prices[name].usd / 1_000_000) * count).toBeCloseTo(dollars, 9);
});

it.each([
  ['key', 100],
  ['secret', 40],
  ['alarmMetric', 10],
  ['compositeAlarm', 50],
  ['dashboard', 300],
  ['customMetric', 30],
  ['logIngestion', 50],
  ['webAcl', 500],
  ['webAclRule', 100],
  ['tableStorage', 45],
  ['natTraffic', 4.5],
  ['backupStorage', 10],
  ['imageStorage', 10],
  ['backupRestore', 15],
  ['archived', 4.9],
  ['objectStorage', 2.3],
  ['siteTraffic', 8.5],
] as [Name, number][])('%s is %d cents', (name, cents) => {
  expect(prices[name].usd * 100).toBeCloseTo(cents, 9);
});

it('a function of one gigabyte costs 13.33 dollars for a million seconds, Spot at most a third of on demand', () => {
  expect(prices.lambdaDuration.usd * 1_000_000).toBeCloseTo(13.3334, 9);
  expect(prices.spotShare.usd).toBeCloseTo(1 - 0.7, 9);
});

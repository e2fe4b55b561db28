// Measurements as log lines in the embedded metric format, which CloudWatch makes metrics of: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html

/** Members of a log line that measures something; the dimensions are members that every line has. */
export const measured = (name: string, milliseconds: number, now = Date.now()) => ({
  _aws: {
    Timestamp: now,
    CloudWatchMetrics: [
      {
        Namespace: 'Tandem',
        Dimensions: [['stage', 'service']],
        Metrics: [{ Name: name, Unit: 'Milliseconds' }],
      },
    ],
  },
  [name]: milliseconds,
});

/** Members of a log line that tells the state of a breaker: `BreakerOpen` is 1 while it refuses calls. */
export const breakerChanged = (
  breaker: string,
  state: 'open' | 'closed' | 'half-open',
  now = Date.now(),
) => ({
  _aws: {
    Timestamp: now,
    CloudWatchMetrics: [
      {
        Namespace: 'Tandem',
        Dimensions: [['stage', 'service', 'breaker']],
        Metrics: [{ Name: 'BreakerOpen', Unit: 'None' }],
      },
    ],
  },
  breaker,
  state,
  BreakerOpen: state === 'closed' ? 0 : 1,
});

// AWS::SES::ConfigurationSet and its event destinations: who hears of mails that were sent, and of those that came back.

import type { ResourceHandler } from '../cloud/cloud.ts';
import { physicalName } from '../cloud/names.ts';
import { flag, object, ResourceError, text, texts } from '../cloud/read.ts';
import type { MailEvents } from './mail-events.ts';

type Destinations = Pick<MailEvents, 'addDestination' | 'addSet'>;

const configurationSet = (mailEvents: Destinations): ResourceHandler => ({
  type: 'AWS::SES::ConfigurationSet',
  properties: ['Name'],
  create(resource) {
    const name = physicalName(resource, 'Name', 64);
    mailEvents.addSet(name);
    return { ref: name };
  },
});

const eventDestination = (mailEvents: Destinations): ResourceHandler => ({
  type: 'AWS::SES::ConfigurationSetEventDestination',
  properties: [
    'ConfigurationSetName',
    'EventDestination.Enabled',
    'EventDestination.Name',
    'EventDestination.MatchingEventTypes',
    'EventDestination.SnsDestination',
  ],
  create(resource) {
    const destination = object(resource.properties, 'EventDestination');
    const { TopicARN } = object(destination, 'SnsDestination');
    if (TopicARN === undefined) {
      throw new ResourceError(resource, 'only topics are handled by the embedded cloud');
    }
    if (flag(destination, 'Enabled')) {
      const types = texts(destination, 'MatchingEventTypes');
      const topicArn = String(TopicARN);
      mailEvents.addDestination(text(resource, 'ConfigurationSetName'), { topicArn, types });
    }
    return { ref: resource.logicalId };
  },
});

export const mailResources = (mailEvents: Destinations): readonly ResourceHandler[] => [
  configurationSet(mailEvents),
  eventDestination(mailEvents),
];

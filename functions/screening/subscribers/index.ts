import { files } from '../../runtime/aws.ts';
import { programmes } from '../../runtime/programmes.ts';
import { questionnaires } from '../../runtime/questionnaires.ts';
import { subscriberFunction } from '../../runtime/subscriber.ts';
import { passScreen } from './pass-screen.ts';
import { planScreens } from './plan-screens.ts';
import { takeAnswer } from './take-answer.ts';

const needs = { files, programmes, questionnaires };

export const { handler, manifest } = subscriberFunction([...planScreens(needs), passScreen(needs), takeAnswer(needs)]);

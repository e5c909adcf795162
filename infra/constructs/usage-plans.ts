import { ApiKey, Period, type SpecRestApi } from 'aws-cdk-lib/aws-apigateway';

export interface PartnerPlan {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly requestsPerDay: number;
}

const pascal = (name: string): string => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Gives each partner system a plan and a key of its own, so that none can use up what the others need. */
export const meter = (api: SpecRestApi, plans: readonly PartnerPlan[]): void => {
  for (const { name, requestsPerSecond, burst, requestsPerDay } of plans) {
    const plan = api.addUsagePlan(`${pascal(name)}Plan`, {
      description: `Nestling partner ${name}`,
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      quota: { limit: requestsPerDay, period: Period.DAY },
      apiStages: [{ stage: api.deploymentStage }],
    });
    plan.addApiKey(new ApiKey(api, `${pascal(name)}Key`, { description: `Nestling partner ${name}` }));
  }
};

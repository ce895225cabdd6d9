import type { AWS } from '@serverless/typescript';

const configuration: AWS = {
  service: 'orders',
  stepFunctions: { stateMachines: { order: { definition: { StartAt: 'A' } } } },
};

module.exports = configuration;

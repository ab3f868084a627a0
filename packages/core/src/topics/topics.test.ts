import { expect, test } from 'vitest'
import { isValidTopicFilter, topicMatches } from './topic-filter.js'
import { TopicRouter } from './topic-router.js'

test.each([
  ['a/+', 'a/b', true],
  ['a/+', 'a/b/c', false],
  ['a/+', 'a/', true],
  ['a/#', 'a/b/c', true],
  ['a/#', 'a/', true],
  ['#', 'a', true],
  ['#', '$aws/events', false],
  ['+/events', '$aws/events', false],
  ['$aws/#', '$aws/events', true],
  ['a/b', 'a', false],
])('[BRK-123, BRK-124] %s against %s is %s', (filter, topic, isMatch) => {
  expect(topicMatches(filter, topic)).toBe(isMatch)
})

test('[BRK-123] a/# does not match a', () => {
  expect(topicMatches('a/#', 'a')).toBe(false)
})

test.each(['', 'a#', 'a/#/b', 'a+/b', '#/a'])('%j is no topic filter', (filter) => {
  expect(isValidTopicFilter(filter)).toBe(false)
})

test('the router prefers literal levels and falls back to labels', () => {
  const router = new TopicRouter<string>()
  router.add('$aws/things/{thing}/jobs/{job}/get', 'describe')
  router.add('$aws/things/{thing}/jobs/start-next', 'start')
  router.add('$aws/things/{thing}/jobs/$next/get', 'next')
  expect(router.find('$aws/things/t/jobs/$next/get')).toEqual({ target: 'next', params: { thing: 't' } })
  expect(router.find('$aws/things/t/jobs/start-next/get')).toEqual({ target: 'describe', params: { thing: 't', job: 'start-next' } })
  expect(router.find('$aws/things//jobs/start-next')).toBeUndefined()
  expect(router.find('$aws/things/t/jobs')).toBeUndefined()
})

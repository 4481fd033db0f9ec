"""What candidates say in a few words: answers stay answers, and plain questions find the facts that they ask for."""

from __future__ import annotations

import re

import pytest

from bot.core.interviews.facts import find_fact
from bot.core.interviews.listening import command_word, note_of, word_of
from bot.core.interviews.off_case import OffCase, is_foreign, off_case
from bot.core.interviews.speech import listen
from bot.core.interviews.state import TurnKind
from bot.core.wording import say
from tests.unit.interview_samples import Talk, kinds, texts
from tests.unit.test_interview_candidates import content

ANSWERS = {
    "harm": """
Spam drives people away. / Members leave, advertisers follow. / Fake likes inflate reach numbers. /
Trust. Ad revenue. Elections. / It's harmful to advertisers: they pay for views by bots. /
People stop posting because nobody real replies. / I'd rank propaganda first. / No harm from weather bots. /
Depends on the bot. / The damage is to trust, not to revenue. / Ask members in a survey how annoyed they are. /
Compare churn of those who saw spam with those who didn't. / Annoying replies, mostly. /
Ads get billed for fake views. / That's unfair to small creators. / The most boring harm: wasted server time. /
Pay per view breaks.
""",
    "signals": """
Reply speed, account age, links. / Time between posts. Entropy of intervals. / Same text across accounts. /
Follower graph clusters. / IP ranges, devices, sign-up bursts. / Posting at all hours, no sleep. /
Default avatar. / Median seconds to reply. / TF-IDF on the text. / Language mismatch between profile and posts. /
Posts in Spanish from an account in Russia. / Is the phone number confirmed. / Whether the phone is confirmed. /
Who follows whom. / How fast they reply. / How old the account is. / What time they post. / When they post.
""",
    "table": """
Leakage: suspension freezes the counts. / Drop the suspended day. / Features as of the label date. /
One row per account. / Split by time, not at random. / 4% positives, so precision-recall. / Dedupe first. /
Missing values mean no posts. / Join posts on account_id. / The table is biased. / Look at nulls.
""",
    "labels": """
Random sample, 3 raters each. / Majority vote, kappa. / 5 times 20 times 150 is 15,000. / Reports are biased. /
15,000 judgements; 5,000 accounts with three raters. / Stratify by score. / Guidelines with examples. /
Unsure counts as a category. / Positive-unlabelled learning. / The reporters are not neutral. /
Pay for more raters. / Budget: 15,000.
""",
    "running system": """
Two stages: cheap model first, big one on the top 5%. / 6,000 x 20 ms is 120 GPUs. /
Batch 256 in 60 ms: 4,266 per second, so two GPUs. / Shadow mode, then 1%. / Monitor drift weekly. /
Hide until judged. / Rate limit instead of blocking. / Appeal button. / Roll back when complaints double. /
Retrain monthly. / Cache per author. / Threshold at 99% precision. / Start with rules. / No model at first.
""",
    "meta design": """
Randomise by group, not admin. / Cluster by admins. / Six months: two for ramp, four to run. /
Encouragement design. / Difference in differences. / Switchback won't work. / Intention to treat. /
CACE for those who opened it. / 9,000 groups, stratified by size. / Groups in one region as control. / Holdback.
""",
    "meta analysis": """
Median is 0.20, mean 0.50: skewed, so log or rank. / Bootstrap by cluster. / Winsorise at 99%. /
Cluster-robust standard errors. / CUPED. / Not significant. / Zero-inflated: two-part model. /
Multiple testing: Bonferroni. / The hobby group is cherry-picked. / 0.5 to 0.55.
""",
    "telling": """
It works, a bit. / Launch it. / Don't launch. / No. / Yes, launch. / Lead with the decision. /
Activity rose by 10%; retention didn't. / Three slides. / The answer is we don't know yet. / We can't tell. /
Not yet.
""",
    "success metrics": """
Retention of admins. / Members who come back weekly. / Guardrail: reports per post. / NPS is weak: 9% answer. /
Meaningful conversations. / OEC: replies per member. / Stop if reports rise by 5%.
""",
    "slide": """
Bar chart, sorted. / Dot plot with intervals. / One message, one chart. / Headline says the decision. /
No pie charts. / Grey out the rest. / Title: Hobby groups gain most.
""",
    "netflix": """
Gradient boosting for churn. / I picked XGBoost over a neural net. / I built a demand model at a bakery. /
My part: the features. / AUC went from 0.71 to 0.78. / It saved two euros per order. /
I'd ask who decides what with it. / Talk to her first. / I told him no. / My manager disagreed. / I was wrong. /
SELECT user_id, MIN(ts) FROM events GROUP BY 1 / LEFT JOIN logins ON account / COUNT(DISTINCT user_id) /
ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts) / Isolation forest. / Impossible travel. / Top 2,000 by score. /
Japan first, then Indonesia. / 8 million households x 20%. / Price elasticity. / Uplift model. /
Target the persuadables. / 500 euros lost per thousand gifts. / 40 x 0.02 minus 1 is negative. / Don't send it. /
Only to the third group. / Plain words: the gift pays for itself in one group. / Interleaving. /
Cancel rate is the guardrail. / 60 days. / Randomise by account. / I refuse to ship it without a test. /
I'd rather not use reports. / I don't like the proposal: reports are biased. /
The question is whether they cancel. / That question makes no sense for bots. / This is a ridiculous proposal. /
That is useless without labels. / The weather. / What is the weather like? That explains weekend dips. /
In German, French and Spanish first. / Do it in Spanish first. / Would German be ok? Start with English. /
No comment fields in the table. / I covered that in the features. / I said that reports are biased. /
I already said it: random sample. / Same as before: random sample. / As I said, reports are biased. /
It's getting slower. / This is getting worse every month. / This is getting expensive. / My answer: two stages. /
Your turn signals. / Contract workers label them. / Salary of five raters. / You do it by hand at first. /
Tell a story. / Let's talk about something else: the base rate. / Let's talk about recall instead. /
Let's talk about precision first. / I'd use French posts. / Who else replies in that thread. /
They never read the posts. / You already asked members in the survey. / Both. / Neither. / Maybe 4%. /
About half. / None of them. / All of them. / It depends. / Time. / Time zones. / Hints from support tickets. /
Next: labels. / Repeat offenders. / Stop the bots. / Stop bots. / Pause the campaign. / Wait a week. /
Skip it for small groups. / Nothing else matters. / Break it down by age. / I'd repeat it. / Repeat the test.
""",
}
"""What candidates answer, by what they are asked about; a slash between two."""

ASKED = {
    "glitter-bots": """
share-of-bots: How many bots are there? / How many of the accounts are bots? /
What percentage of accounts are bots? / How common are bots? / What is the prevalence of bots? /
How many bots does Glitter have? / So how many bots are there roughly? / How many of them are bots?
nothing: what do you mean by harm? / What do you mean by harm? / How do you define harm?
meaning: What is a bot? / What is a bot for you? / Does a scheduled poster count as a bot? /
And what is a bot, exactly?
privacy: What data do we store on sign-up? / What do we know from sign-up? / Do we have phone numbers? /
Can we use IP addresses? / Are we allowed to use IPs? / Is this GDPR compliant? /
And what data do we store on sign-up?
size: How many accounts are there? / How many monthly active users are there? / How many people use Glitter? /
How much money does Glitter make? / How does Glitter make money? / What is the business model?
traffic: How many replies are there per day? / How many replies per second? / How many requests per second? /
What is the volume?
reply-speed: How fast do bots reply? / How quickly does spam show up?
reply-order: How does the ranking work? / How are the replies ranked? / Do likes influence the order?
billing: How are ads billed? / Do advertisers pay per click? / Did advertisers complain?
terms: What is allowed on Glitter? / Is automation allowed? / Is there an official API? /
Are automated accounts forbidden?
defences: Do we already have a detection system? / What do we do against bots at the moment? /
Is there a captcha?
reports: Can users report bots? / How many reports do we get? / What's in a report?
reviewers: How many reviewers do we have? / How many labels can we afford? / How much can I spend on labelling? /
Who does the labelling? / How many accounts can a reviewer label per day?
lists: Are there known bots? / Do we have a list of known bots?
history: How much historical data do we have? / How long do we keep the data? / Do we still have deleted posts?
languages: What languages are there? / Which languages are used?
table-labels: Where do the labels come from? / Who labelled the data? /
How were the accounts in the table selected?
suspension: Do bots get banned? / What happens to bots when we find them? / When is an account suspended?
last-table: How many features are there? / What features do we have in the last table?
text-model: How accurate is the large model? / How slow is the model? / How good is the text model? /
What is the latency of the model?
machines: What hardware do we have? / How many machines do we have? / Is there a budget for GPUs?
visibility: Is there a latency requirement? / How fast do we have to decide? / Does it have to be real time?
wrong-blocks: How bad is a false positive? / What does a false negative cost? /
What happens if we block a real user?
expectations: What is the goal? / What's the deadline? / How much time do we have for the project? /
What does success look like?
quick-count: Where does the 12% come from? / How do we know it's 12%? / Who made the count?
""",
    "meta-community-insights": """
adjusting: Can we skip a part? / Could we change the order?
feedback: Will I get feedback? / When will I get feedback?
page: What is Community Insights? / What does the page show? / Does it give recommendations?
eligible-groups: How many groups do we have? / How many groups are eligible?
switching: Can we switch it on for some groups only? / Can we randomise by group? /
Can access be taken away again?
co-admins: How many admins are there per group? / Can a person admin several groups? / Do groups share admins?
members-overlap: Are people in several groups? / How many groups does a user belong to?
admin-log: Do we log what admins do? / What admin data do we have? / How is admin retention defined? /
What does retention mean?
activity-data: What data do we have? / How is activity measured? / Is activity skewed?
baseline: What is the baseline? / What is the current retention? / What's the current activity? /
How active are groups now?
group-sizes: How big are the groups? / How many members does a group have? / What's the average group size?
categories-regions: What kinds of groups are there? / What categories are there? / Which regions?
trial-size: How many groups are in the experiment? / What is the sample size? / How many groups took part?
calendar: How long do we have? / What is the timeline? / When is the deadline?
trial-length: How long was the experiment? / How long was the test? / When did the trial end?
page-opens: Do we know who opened the page? / How many admins used the page? / What share of admins used it?
other-events: Were there any other changes? / Is there seasonality? / Did something else launch at the time?
archived: What happens to archived groups? / Did groups drop out? / Is there attrition? /
Are there missing values?
goal: What is the minimum effect? / What's the goal? / What is the MDE? / How much uplift do they expect?
hobby: Was the subgroup planned? / Why did hobby groups gain most?
survey: What is NPS here? / How was NPS measured? / How many admins answer the survey?
holdback: Is there a holdout? / Will there be a control group after launch? / How large is the holdback?
safety-data: Do we have data on harmful content? / Do we have reports?
listeners: Who am I presenting to? / Who is it for? / How long is the presentation? /
How much time do I have for the talk?
effort: How expensive is it? / How many engineers work on it? / What does it cost to run?
""",
    "netflix-ds-loop": """
members: How many users are there? / How many members are there? / How many members can we use?
cancelling: How many members cancel? / What is the churn? / What's the monthly churn? /
What is the baseline cancellation rate?
billing: When do members pay? / How long is the subscription? / Is it a monthly subscription?
own-projects: Can I talk about a university project? / Is a private project okay? /
The project is under NDA, is that a problem?
process: Who makes the decision? / Is there a homework?
home-page: Where do people find films? / How important is the home page?
recommender-training: How is the recommender trained? / How often is it retrained? /
What data is the model trained on?
recommender-cost: How slow is the new model? / What about latency? / How expensive is the new recommender?
past-tests: Do we have past experiments? / What did earlier experiments show?
test-platform: What is the unit of randomisation? / Can we randomise by profile?
sql-dialect: Is it Postgres? / Can I use window functions? / Which dialect of SQL?
event-log: Are there duplicates? / Can there be duplicate events? / Is the data complete?
time-zone: What time zone are the timestamps in? / Are times in UTC?
sign-ups: Can a user sign up twice?
fraud-labels: Do we have labels? / Do we know which accounts were hacked? / Is there labelled data?
review-team: How many accounts can we review per day? / How many reviewers are there?
vendor: How much does the vendor cost? / How good is the vendor? / What data did the vendor test on?
fraud-costs: How much does fraud cost us? / What is the cost of a false positive?
devices: How do we identify devices? / Do we have IP addresses? / Is the device id unique?
open-markets: Which countries can we enter? / Is China possible?
other-launches: What market share do we have elsewhere? / What was our penetration in other countries?
asia-budget: What is the budget? / How much can we spend?
gift: How much is the gift? / What does the gift cost? / Was the gift given at random? /
How were the members chosen?
value-kept: How was the 40 euros computed? / What is the lifetime value? / What is a kept member worth?
marketing-head: Does Maren know statistics? / How long do I have with Maren?
""",
}
"""What candidates ask, by the fact that tells it."""

FULL = "My drive is curiosity, and I have counted coins for years."


@pytest.fixture
async def talk() -> Talk:
    held = Talk()
    await held.begin()
    return held


@pytest.mark.parametrize("subject", ANSWERS)
def test_a_terse_answer_is_no_question_no_small_talk_and_no_command(subject: str) -> None:
    for line in _parts(ANSWERS[subject]):
        speech = listen(line)
        assert (off_case(line), is_foreign(line), word_of(line), command_word(line), note_of(line)) == (
            None,
            False,
            None,
            None,
            None,
        ), line
        assert speech.says, line
        assert (speech.only_asks, speech.ends_asking) == (False, False), line


@pytest.mark.parametrize("name", ASKED)
def test_a_plain_question_finds_the_fact_that_it_asks_for(name: str) -> None:
    facts = content().interviews[name].facts
    for said in re.split(r"\n(?=[\w-]+: )", ASKED[name].strip()):
        fact_id, _, questions = said.partition(": ")
        for question in _parts(questions):
            found = find_fact(question, facts)
            assert (found[0].id if found else "nothing") == fact_id, question


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\s/(?:\s|$)", text) if part.strip()]


async def test_what_nobody_knows_is_told_in_other_words_each_time_and_the_same_thing_in_the_same_words(
    talk: Talk,
) -> None:
    asked = ["How many friends are watching?", "Which colour is the table?", "When did it rain?", "Who is the mayor?"]
    told = [texts(await talk.say(question), TurnKind.FACT) for question in (*asked, asked[1])]
    wanted = [say(f"interview.assume.{place}") for place in (0, 1, 2, 0, 1)]
    assert told == [[words] for words in wanted]


@pytest.mark.parametrize(
    "question",
    [
        "Why not engagement?",
        "But why don't we just use the median?",
        "Should we rather ask the friend?",
        "Is the mean a better metric?",
        "Why use luck at all?",
        "Which metric should we use?",
    ],
)
async def test_a_question_about_a_choice_is_handed_back(talk: Talk, question: str) -> None:
    said = await talk.say(question)
    assert [turn.text for turn in said] == [say("interview.choice")]
    assert talk.session.open_stage.answers == ()


@pytest.mark.parametrize(
    "question", ["Why don't we have any labels?", "Is there more than one friend?", "Why is it wet?"]
)
async def test_a_question_about_what_is_there_is_not_handed_back(talk: Talk, question: str) -> None:
    assert texts(await talk.say(question), TurnKind.FACT) == [say("interview.assume.0")]


@pytest.mark.parametrize(
    ("line", "sort"),
    [
        ("nothing special", OffCase.BARE),
        ("Nothing in particular, really.", OffCase.BARE),
        ("yeah that", OffCase.BARE),
        ("yes, that one", OffCase.BARE),
        ("same as before", OffCase.SAID),
        ("The same as earlier.", OffCase.SAID),
    ],
)
async def test_words_without_anything_in_them_are_no_answer_and_spend_no_follow_up(
    talk: Talk, line: str, sort: OffCase
) -> None:
    assert off_case(line) is sort
    await talk.say(FULL)
    before = talk.session.open_stage
    assert kinds(await talk.say(line)) == ["remark"]
    after = talk.session.open_stage
    assert (after.answers, after.probes, after.end) == (before.answers, before.probes, None)

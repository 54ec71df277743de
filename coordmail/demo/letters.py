"""What the people of the demo write: a notice, minutes as a form, an invitation, minutes as an Outlook table."""

from __future__ import annotations

NOTICE_SUBJECT = "会议通知：订单系统数据延迟专项沟通"
NOTICE = """\
各位同事：

会议主题：订单系统数据延迟专项沟通
会议目标：确定订单数据同步延迟的短期缓解措施与长期解决方案
会议时间：2024年3月5日14:00-15:30
会议地点：3号会议室（线下）/腾讯会议（线上）
参会人员：产品部经理、技术部经理、技术部工程师、运营部主管、客服部专员
会议议程：
1. 通报延迟现状与影响
2. 讨论短期缓解措施
3. 确定扩容计划与资源
会议资料：近一周同步延迟监控数据
记录人：陈晨

请准时参加。
李娜
"""

MINUTES = """\
沟通主题：订单系统数据延迟专项沟通
沟通时间：2024年3月5日14:00-15:30
沟通地点/形式：3号会议室（线下）/腾讯会议（线上）
参与部门及人员：产品部经理、技术部经理、技术部工程师、运营部主管、客服部专员
问题描述：自3月1日起，华东区订单系统数据同步延迟至4-6小时，导致客户投诉量上升30%，影响新客转化率。
沟通要点：
1.技术部：服务器扩容因硬件采购延迟，预计3月10日到位；
2.运营部：建议临时优化数据同步频率，优先处理高优先级订单；
3.客服部：需同步客户话术，解释延迟原因并致歉。
解决方案：
1.短期：技术部工程师于3月6日前调整同步频率，每小时同步一次高优先级订单数据；
2.长期：技术部经理协调供应商，3月10日前完成服务器扩容，同步后延迟≤2小时；
3.运营部主管于3月7日前更新客户安抚方案，同步至客服部。
责任人/完成时限：技术部工程师（3月6日前）、技术部经理（3月10日前）、运营部主管（3月7日前）
资源需求：技术部需紧急协调采购预算5000元（由财务部经理审批）
状态跟踪：□进行中□已延期□已闭环
备注：下次沟通会定于3月8日10:00，同步服务器扩容进展。
"""

INVITATION_SUBJECT = "Website relaunch kickoff"
INVITATION = """\
BEGIN:VCALENDAR
PRODID:-//Example//Calendar//EN
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:relaunch-kickoff-2024@example.com
SEQUENCE:0
DTSTAMP:20240304T020000Z
DTSTART;TZID=Asia/Shanghai:20240306T100000
DTEND;TZID=Asia/Shanghai:20240306T110000
SUMMARY:Website relaunch kickoff
LOCATION:Room 2 / Teams
DESCRIPTION:Goal: agree on scope and launch date of the new website\\n
 Agenda:\\n1. Content plan\\n2. Hosting\\nMinute taker: Olivia Reed
ORGANIZER;CN=Emma Brown:mailto:emma.brown@example.com
ATTENDEE;CN=Olivia Reed;ROLE=REQ-PARTICIPANT:mailto:olivia.reed@example.com
ATTENDEE;CN=Tom Walker;ROLE=REQ-PARTICIPANT:mailto:tom.walker@example.com
ATTENDEE;CN=David Miller;ROLE=REQ-PARTICIPANT:mailto:david.miller@example.com
ATTENDEE;CN=Minutes;ROLE=NON-PARTICIPANT:mailto:minutes@example.com
END:VEVENT
END:VCALENDAR
"""

TABLE = """\
<html><head><style>p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif}</style></head>
<body lang="EN-GB"><div class="WordSection1">
<p class="MsoNormal">Hi all, minutes of today's meeting.</p>
<p class="MsoNormal"><b>Topic:</b> Website relaunch kickoff</p>
<p class="MsoNormal"><b>Decisions:</b> The new site goes live on 25 March 2024.</p>
<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0">
<tr><td><p class="MsoNormal"><b>No.</b></p></td><td><p class="MsoNormal"><b>Action</b></p></td>
<td><p class="MsoNormal"><b>Owner</b></p></td><td><p class="MsoNormal"><b>Due</b></p></td>
<td><p class="MsoNormal"><b>Acceptance criteria</b></p></td></tr>
<tr><td>1</td><td>Set up the staging server and load the current content</td><td>Tom Walker</td>
<td>11 March 2024</td><td>Staging answers in under 1 second</td></tr>
<tr><td>2</td><td>Write the texts of the five main pages</td><td>Olivia Reed</td>
<td>13 March 2024</td><td>Five pages approved by Emma</td></tr>
</table>
<p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Best regards<br>Olivia</p></div></body></html>
"""

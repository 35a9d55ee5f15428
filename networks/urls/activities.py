"""Addresses of floor 1: central activities, the plan of a year, the joint work plan."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import activities, activity_photos, activity_plans, plan_books, work_plan

urlpatterns: list[URLPattern] = [
    path("activities/", activities.activities, name="activities"),
    path("activities/export/", activities.activities_export, name="activities-export"),
    path("activities/new/", activities.activity_plan, name="activity-plan"),
    path("activities/<int:pk>/", activities.activity, name="activity"),
    path("activities/<int:pk>/edit/", activities.activity_edit, name="activity-edit"),
    path("activities/<int:pk>/record/", activities.activity_record, name="activity-record"),
    path("activities/<int:pk>/photos/add/", activity_photos.photo_add, name="activity-photo-add"),
    path("activities/photos/<int:pk>/agree/", activity_photos.photo_agree, name="activity-photo-agree"),
    path("activities/photos/<int:pk>/remove/", activity_photos.photo_remove, name="activity-photo-remove"),
    path("activities/<int:pk>/step/<slug:step>/", activities.activity_step, name="activity-step"),
    path("activities/plan/", activity_plans.plan, name="plan"),
    path("activities/plan/of/<slug:code>/", activity_plans.network_plan, name="network-plan"),
    path("activities/of/<str:code>/", activities.of_body, name="body-activities"),
    path("activities/plan/export/", plan_books.plan_export, name="plan-export"),
    path("activities/plan/import/", plan_books.plan_import, name="plan-import"),
    path("activities/plan/import/<uuid:pk>/", plan_books.plan_import_look, name="plan-import-look"),
    path("activities/plan/new/", activity_plans.line_add, name="plan-line-add"),
    path("activities/plan/<int:pk>/edit/", activity_plans.line_edit, name="plan-line-edit"),
    path("activities/plan/<int:pk>/remove/", activity_plans.line_remove, name="plan-line-remove"),
    path("activities/work-plan/", work_plan.work_plan, name="work-plan"),
    path("activities/work-plan/export/", work_plan.work_plan_export, name="work-plan-export"),
    path("activities/work-plan/new/", work_plan.work_add, name="work-add"),
    path("activities/work-plan/<int:pk>/edit/", work_plan.work_edit, name="work-edit"),
    path("activities/work-plan/<int:pk>/done/", work_plan.work_done, name="work-done"),
    path("activities/work-plan/<int:pk>/reopen/", work_plan.work_reopen, name="work-reopen"),
    path("activities/work-plan/<int:pk>/remove/", work_plan.work_remove, name="work-remove"),
]
